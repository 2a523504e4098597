public import CSAI
import Foundation
import SwitchModel

/// The process's SAI: the lock around every call, the services of the caller, and the switch.
///
/// Calls are safe from any thread, and from a notification: those run on a thread of their own that holds no lock.
public final class SAILibrary: @unchecked Sendable {
  public static let shared = SAILibrary()

  private let lock = NSLock()
  let register = IDRegister()
  let events = EventQueue()
  private var services: Services?
  private(set) var root: SAISwitch?
  private(set) var trace: Trace?
  /// Read without the lock, on every call: changed only when the library is initialised or given up.
  nonisolated(unsafe) private(set) var isTracing = false
  private var logLevels: [UInt32: sai_log_level_t] = [:]

  private init() {}

  var isInitialized: Bool { services != nil }

  /// Runs `body` alone with the switch; its fault is the call's status.
  func call(_ body: (SAISwitch) throws(SAIStatus) -> Void) -> sai_status_t {
    lock.lock()
    defer { lock.unlock() }
    guard services != nil, let root else { return SAIStatus.uninitialized.code }
    do throws(SAIStatus) { try body(root) } catch { return error.code }
    return .success
  }

  /// The same for packets and events, which come between calls.
  func between(_ body: (SAISwitch) -> Void) {
    lock.lock()
    defer { lock.unlock() }
    if let root { body(root) }
  }

  /// Runs `body` while nobody else touches the switch, which may be gone.
  func exclusively(_ body: () -> Void) {
    lock.lock()
    defer { lock.unlock() }
    body()
  }

  // MARK: The library

  public func initialize(_ flags: UInt64, _ table: UnsafePointer<sai_service_method_table_t>?) -> sai_status_t {
    lock.lock()
    defer { lock.unlock() }
    guard flags == 0, let table else { return SAIStatus.invalidParameter.code }
    guard services == nil else { return SAIStatus.failure.code }
    let services = Services(table.pointee)
    if let path = services("TRYSAIL_TRACE") {
      guard let trace = Trace(path) else { return Profile.fault("TRYSAIL_TRACE: \(path) cannot be written").code }
      self.trace = trace
      isTracing = true
    }
    self.services = services
    return .success
  }

  public func uninitialize() -> sai_status_t {
    lock.lock()
    guard services != nil else {
      lock.unlock()
      return SAIStatus.uninitialized.code
    }
    let old = root
    root = nil
    services = nil
    isTracing = false
    trace = nil
    lock.unlock()
    // Outside the lock: the threads that end may wait for it.
    old?.stop(keepsPorts: false)
    events.stop()
    return .success
  }

  public func setLogLevel(_ api: sai_api_t, _ level: sai_log_level_t) -> sai_status_t {
    lock.lock()
    defer { lock.unlock() }
    guard level.rawValue <= SAI_LOG_LEVEL_CRITICAL.rawValue, api.rawValue < SAI_API_MAX.rawValue else {
      return SAIStatus.invalidParameter.code
    }
    logLevels[api.rawValue] = level
    return .success
  }

  /// Whether tables can be had: after initialisation.
  public var canQuery: Bool {
    lock.lock()
    defer { lock.unlock() }
    return services != nil
  }

  public func objectType(of id: sai_object_id_t) -> sai_object_type_t {
    lock.lock()
    defer { lock.unlock() }
    let id = ObjectID(id)
    return register.isKnown(id) ? sai_object_type_t(rawValue: UInt32(bitPattern: id.type)) : SAI_OBJECT_TYPE_NULL
  }

  public func switchID(of id: sai_object_id_t) -> sai_object_id_t {
    lock.lock()
    defer { lock.unlock() }
    let id = ObjectID(id)
    guard register.isKnown(id) else { return 0 }
    if id.type == .switch { return id.rawValue }
    return events.switchID
  }

  // MARK: The switch

  func createSwitch(_ id: UnsafeMutablePointer<sai_object_id_t>?, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) -> sai_status_t
  {
    lock.lock()
    guard let services else {
      lock.unlock()
      return SAIStatus.uninitialized.code
    }
    guard let id else {
      lock.unlock()
      return SAIStatus.invalidParameter.code
    }
    guard root == nil else {
      lock.unlock()
      return SAIStatus.itemAlreadyExists.code
    }
    do throws(SAIStatus) {
      let made = try SAISwitch.boot(services, register, events, count, list)
      root = made
      id.pointee = made.switchID.rawValue
      lock.unlock()
      made.start(self)
      return .success
    } catch {
      lock.unlock()
      return error.code
    }
  }

  func removeSwitch(_ id: sai_object_id_t) -> sai_status_t {
    lock.lock()
    guard let old = root, old.switchID.rawValue == id else {
      lock.unlock()
      return services == nil ? SAIStatus.uninitialized.code : SAIStatus.invalidObjectID.code
    }
    root = nil
    lock.unlock()
    old.stop(keepsPorts: false)
    events.drain()
    return .success
  }
}
