import CSAI
import Glibc
import SwitchModel

/// A loaded library of SAI with its switch: every call that the driver makes goes through here.
final class SAILibrary {
  typealias QueryCapability =
    @convention(c) (
      sai_object_id_t, sai_object_type_t, sai_attr_id_t, UnsafeMutablePointer<sai_attr_capability_t>?
    ) -> sai_status_t
  typealias QueryAvailability =
    @convention(c) (
      sai_object_id_t, sai_object_type_t, UInt32, UnsafePointer<sai_attribute_t>?, UnsafeMutablePointer<UInt64>?
    ) -> sai_status_t

  /// What the library says its version of SAI is, as SAI_VERSION makes it: 11301 for 1.13.1.
  let version: UInt64
  let functions: SAIFunctions
  private(set) var switchID: sai_object_id_t = 0
  private let uninitialize: @convention(c) () -> sai_status_t
  private let capability: QueryCapability?
  private let availability: QueryAvailability?
  private var isOpen = true

  static let oldestVersion: UInt64 = 11000

  /// Loads the library, initialises it with the profile and takes its tables.
  ///
  /// The library stays loaded: vendors' libraries leave threads and handlers behind that would run into nothing.
  init(path: String, profile: [String: String]) throws(SAIDriverError) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { throw .notLoaded(dlerror().map { String(cString: $0) } ?? path) }
    func find<F>(_ name: String, as type: F.Type) -> F? { dlsym(handle, name).map { unsafeBitCast($0, to: type) } }
    func need<F>(_ name: String, as type: F.Type) throws(SAIDriverError) -> F {
      guard let function = find(name, as: type) else { throw .noSymbol(name) }
      return function
    }
    typealias Initialize = @convention(c) (UInt64, UnsafePointer<sai_service_method_table_t>?) -> sai_status_t
    typealias Query = @convention(c) (sai_api_t, UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> sai_status_t
    typealias Version = @convention(c) (UnsafeMutablePointer<sai_api_version_t>?) -> sai_status_t
    typealias Uninitialize = @convention(c) () -> sai_status_t
    let initialize = try need("sai_api_initialize", as: Initialize.self)
    let query = try need("sai_api_query", as: Query.self)
    let queryVersion = try need("sai_query_api_version", as: Version.self)
    uninitialize = try need("sai_api_uninitialize", as: Uninitialize.self)
    capability = find("sai_query_attribute_capability", as: QueryCapability.self)
    availability = find("sai_object_type_get_availability", as: QueryAvailability.self)

    var told: sai_api_version_t = 0
    let answer = queryVersion(&told)
    guard answer == SAI_STATUS_SUCCESS else { throw .failed("sai_query_api_version", answer) }
    version = UInt64(told)
    guard version >= SAILibrary.oldestVersion else { throw .tooOld(version) }
    guard SAIServices.take(profile) else { throw .inUse }
    let status = initialize(0, SAIServices.table)
    guard status == SAI_STATUS_SUCCESS else {
      SAIServices.giveBack()
      throw .failed("sai_api_initialize", status)
    }
    let version = UInt32(clamping: version)
    functions = SAIFunctions { api, place in
      // Not one byte more than the library's version has.
      let size = min(Int(csai_api_table_size(api.rawValue, version)), place.count)
      var table: UnsafeMutableRawPointer?
      guard size > 0, query(api, &table) == SAI_STATUS_SUCCESS, let table else { return }
      place.copyMemory(from: UnsafeRawBufferPointer(start: table, count: size))
    }
  }

  deinit { close() }

  /// Removes the switch and lets the library go to its state before initialisation.
  func close() {
    guard isOpen else { return }
    isOpen = false
    if switchID != 0 { _ = functions.objects[SAI_OBJECT_TYPE_SWITCH.rawValue]?.remove?(switchID) }
    switchID = 0
    _ = uninitialize()
    SAIServices.giveBack()
  }

  func createSwitch(_ attributes: [SAIAttribute]) throws(SAIDriverError) {
    guard let create = functions.createSwitch else { throw .noSymbol("create_switch") }
    let list = SAIAttributeList(attributes)
    let status = create(&switchID, list.count, list.pointer)
    guard status == SAI_STATUS_SUCCESS else {
      switchID = 0
      throw .failed("create_switch", status)
    }
  }

  var root: SAIObject { SAIObject(SAI_OBJECT_TYPE_SWITCH, switchID) }

  // MARK: Objects

  private func check(_ status: sai_status_t, _ type: UInt32, _ attributes: [SAIAttribute] = []) throws(SAIFault) {
    guard status != SAI_STATUS_SUCCESS else { return }
    throw .status(status, type: type, attributes: attributes.map(\.id))
  }

  /// A closed library, and a function that it does not have, say that they are not there.
  private func function<F>(_ type: UInt32, _ path: KeyPath<ObjectFunctions, F?>) throws(SAIFault) -> F {
    guard isOpen, let function = functions.objects[type]?[keyPath: path] else {
      throw .status(isOpen ? SAI_STATUS_NOT_IMPLEMENTED : SAI_STATUS_UNINITIALIZED, type: type, attributes: [])
    }
    return function
  }

  func create(_ type: sai_object_type_t, _ attributes: [SAIAttribute]) throws(SAIFault) -> SAIObject {
    let create = try function(type.rawValue, \.create)
    let list = SAIAttributeList(attributes)
    var id: sai_object_id_t = 0
    try check(create(&id, switchID, list.count, list.pointer), type.rawValue, attributes)
    return SAIObject(type, id)
  }

  func remove(_ object: SAIObject) throws(SAIFault) {
    try check(try function(object.type, \.remove)(object.id), object.type)
  }

  func set(_ object: SAIObject, _ attribute: SAIAttribute) throws(SAIFault) {
    let set = try function(object.type, \.set)
    let list = SAIAttributeList([attribute])
    try check(set(object.id, list.pointer), object.type, [attribute])
  }

  /// Reads one attribute.
  func value<T>(_ object: SAIObject, _ id: some RawRepresentable<UInt32>, _ read: (sai_attribute_value_t) -> T) throws(SAIFault) -> T {
    let get = try function(object.type, \.get)
    var attribute = sai_attribute_t()
    attribute.id = id.rawValue
    try check(get(object.id, 1, &attribute), object.type)
    return read(attribute.value)
  }

  /// Reads a list of ids or numbers: asks for its length first, and once more while it grows.
  private func list<T: BitwiseCopyable>(
    _ object: SAIObject, _ id: UInt32, _ zero: T, _ put: (inout sai_attribute_value_t, UInt32, UnsafeMutablePointer<T>?) -> Void,
    _ count: (sai_attribute_value_t) -> UInt32
  ) throws(SAIFault) -> [T] {
    let get = try function(object.type, \.get)
    var room = 32
    for _ in 0..<8 {
      let memory = UnsafeMutableBufferPointer<T>.allocate(capacity: room)
      defer { memory.deallocate() }
      memory.initialize(repeating: zero)
      var attribute = sai_attribute_t()
      attribute.id = id
      put(&attribute.value, UInt32(truncatingIfNeeded: room), memory.baseAddress)
      let status = get(object.id, 1, &attribute)
      let needed = Int(count(attribute.value))
      if status == SAI_STATUS_BUFFER_OVERFLOW, needed > room, needed <= 1 << 24 {
        room = needed
        continue
      }
      try check(status, object.type)
      return Array(memory.prefix(min(needed, room)))
    }
    throw .status(SAI_STATUS_BUFFER_OVERFLOW, type: object.type, attributes: [])
  }

  func objects(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) throws(SAIFault) -> [sai_object_id_t] {
    try list(object, id.rawValue, 0, { $0.objlist = sai_object_list_t(count: $1, list: $2) }, { $0.objlist.count })
  }

  func numbers(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) throws(SAIFault) -> [UInt32] {
    try list(object, id.rawValue, 0, { $0.u32list = sai_u32_list_t(count: $1, list: $2) }, { $0.u32list.count })
  }

  /// Counters of an object; `nil` where the library has not all of them.
  func stats(_ object: SAIObject, _ ids: [UInt32]) -> [UInt64]? {
    guard isOpen, let get = functions.objects[object.type]?.stats else { return nil }
    var values = [UInt64](repeating: 0, count: ids.count)
    let status = ids.map { sai_stat_id_t($0) }.withUnsafeBufferPointer { ids in
      values.withUnsafeMutableBufferPointer { get(object.id, UInt32(truncatingIfNeeded: ids.count), ids.baseAddress, $0.baseAddress) }
    }
    return status == SAI_STATUS_SUCCESS ? values : nil
  }

  // MARK: Entries

  private func entryFunction<F>(_ function: F?, _ type: UInt32) throws(SAIFault) -> F {
    guard isOpen, let function else {
      throw .status(isOpen ? SAI_STATUS_NOT_IMPLEMENTED : SAI_STATUS_UNINITIALIZED, type: type, attributes: [])
    }
    return function
  }

  func create<E>(_ entry: E, _ functions: EntryFunctions<E>, _ attributes: [SAIAttribute]) throws(SAIFault) {
    let create = try entryFunction(functions.create, functions.type)
    let list = SAIAttributeList(attributes)
    try check(withUnsafePointer(to: entry) { create($0, list.count, list.pointer) }, functions.type, attributes)
  }

  func remove<E>(_ entry: E, _ functions: EntryFunctions<E>) throws(SAIFault) {
    let remove = try entryFunction(functions.remove, functions.type)
    try check(withUnsafePointer(to: entry) { remove($0) }, functions.type)
  }

  func set<E>(_ entry: E, _ functions: EntryFunctions<E>, _ attribute: SAIAttribute) throws(SAIFault) {
    let set = try entryFunction(functions.set, functions.type)
    let list = SAIAttributeList([attribute])
    try check(withUnsafePointer(to: entry) { set($0, list.pointer) }, functions.type, [attribute])
  }

  func value<E, T>(
    _ entry: E, _ functions: EntryFunctions<E>, _ id: some RawRepresentable<UInt32>, _ read: (sai_attribute_value_t) -> T
  ) throws(SAIFault) -> T {
    let get = try entryFunction(functions.get, functions.type)
    var attribute = sai_attribute_t()
    attribute.id = id.rawValue
    try check(withUnsafePointer(to: entry) { get($0, 1, &attribute) }, functions.type)
    return read(attribute.value)
  }

  // MARK: What the library can do

  /// Whether an attribute can be given; a library that does not answer is taken at its word when it refuses.
  func canGive(_ type: sai_object_type_t, _ id: some RawRepresentable<UInt32>) -> Bool {
    guard let capability else { return true }
    var answer = sai_attr_capability_t()
    guard capability(switchID, type, id.rawValue, &answer) == SAI_STATUS_SUCCESS else { return true }
    return answer.create_implemented || answer.set_implemented
  }

  /// Objects of a type that there is still room for; `nil` where the library does not say.
  func room(_ type: sai_object_type_t, _ attributes: [SAIAttribute] = []) -> UInt64? {
    guard isOpen, let availability else { return nil }
    let list = SAIAttributeList(attributes)
    var count: UInt64 = 0
    return availability(switchID, type, list.count, list.pointer, &count) == SAI_STATUS_SUCCESS ? count : nil
  }
}
