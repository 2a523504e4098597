import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// A switch as SAI shows it: objects with attributes over the rows of a `ManagedSwitch`.
///
/// Not safe for concurrent callers: `SAILibrary` holds its lock around every call.
final class SAISwitch {
  let hardware: any Hardware
  let profile: Profile
  let register: IDRegister
  let switchID: ObjectID
  var objects = ObjectStore()
  /// FDB entries and neighbors by key.
  var entries: [RowKey: SAIObject] = [:]
  /// The addresses that the chip says it has learned; some may be gone again. `nil`: it has not said everything.
  var learned: Set<FDBEntry.Key>? = []
  /// The attributes of the running call, for blame.
  var given = GivenAttributes([])
  var numbers = RowNumbers()
  var defaults = DefaultObjects()
  let events: EventQueue
  var statistics = StatisticsBase()
  let hostInterfaces = HostInterfaces()
  // From our keys to objects, where the object's number is not the key.
  var ports: [PortID: ObjectID] = [:]
  var bridgePorts: [PortID: ObjectID] = [:]
  var interfaces: [RouterInterfaceID: ObjectID] = [:]
  var traps: [Trap.Kind: ObjectID] = [:]
  /// What was told of each port's link.
  var portStates: [PortID: Bool] = [:]
  /// Routes with values that their row does not tell.
  var routeValues: [Route.Key: RouteValues] = [:]
  var routeCount = 0
  /// The rows of an ACL entry, and what rows have counted that are gone.
  var aclRows: [ObjectID: [ACLEntry.Key]] = [:]
  var aclBase: [ObjectID: PacketTotal] = [:]
  var lastACLNumber: UInt32 = 0
  /// What `allocate_hostif_packet` has given out.
  var packetBuffers: Set<UnsafeMutableRawPointer> = []
  /// What is told to a log for a warm restart; `nil`: nothing.
  var journal: Journal?
  /// The id that the next object gets: while a journal is replayed.
  var forcedID: ObjectID?

  var control: ManagedSwitch { hardware.control }

  init(_ hardware: any Hardware, _ profile: Profile, _ register: IDRegister, _ events: EventQueue) {
    self.hardware = hardware
    self.profile = profile
    self.register = register
    self.events = events
    switchID = register.newID(.switch)
    // What a chip has learned before this process began, nobody was told.
    if profile.bootType != .cold { learned = nil }
  }

  // MARK: Objects

  func family(_ type: Int32) -> (any ObjectFamily.Type)? {
    type >= 0 && Int(type) < Families.byType.count ? Families.byType[Int(type)] : nil
  }

  /// An object that a caller names.
  ///
  /// - Throws: what is wrong with the id.
  func object(_ type: Int32, _ id: ObjectID) throws(SAIStatus) -> SAIObject {
    if let object = objects[id], id.type == type { return object }
    throw register.isKnown(id) ? (id.type == type ? .itemNotFound : .invalidObjectType) : .invalidObjectID
  }

  /// Makes an object of checked attributes.
  @discardableResult
  func create(_ type: Int32, _ attributes: GivenAttributes) throws(SAIStatus) -> SAIObject {
    guard let info = ObjectInfo(type: type), !info.isEntry else { throw .invalidObjectType }
    guard let family = family(type) else { throw .notImplemented }
    guard family.support.isCreatable else { throw .notSupported }
    given = attributes
    defer { given = GivenAttributes([]) }
    try checkCreation(info, attributes, family.support)
    let object = SAIObject(newID(type), info)
    for entry in attributes.values { object.set(entry.info.id, entry.value) }
    try family.create(object, in: self)
    add(object)
    // The chip's counters go on when numbers are given again: a new object begins at 0. One that a journal brings back is not new.
    if forcedID == nil { try? clearAllStatistics(object) }
    return object
  }

  private func newID(_ type: Int32) -> ObjectID {
    guard let id = forcedID, id.type == type else { return register.newID(type) }
    register.reserve(id)
    return id
  }

  /// Takes an object into the store and counts what it refers to.
  func add(_ object: SAIObject) {
    objects.insert(object)
    for entry in object.values { refer(entry.value, 1) }
  }

  /// Makes an object that comes with the switch.
  func addBuiltIn(_ type: Int32, _ values: [(UInt32, AttributeValue)] = []) -> SAIObject? {
    guard let info = ObjectInfo(type: type) else { return nil }
    let object = SAIObject(register.newID(type), info)
    object.isBuiltIn = true
    for (id, value) in values { object.set(id, value) }
    add(object)
    return object
  }

  func remove(_ type: Int32, _ id: ObjectID) throws(SAIStatus) {
    guard let family = family(type) else { throw .notImplemented }
    let object = try object(type, id)
    guard family.support.isRemovable else { throw .notSupported }
    guard object.references == 0 else { throw .objectInUse }
    given = GivenAttributes([])
    try family.remove(object, from: self)
    discard(object)
  }

  /// Takes an object out of the store, and its references with it.
  func discard(_ object: SAIObject) {
    objects.remove(object.id)
    for entry in object.values { refer(entry.value, -1) }
    statistics.forget(object.id)
  }

  func set(_ type: Int32, _ id: ObjectID, _ info: AttributeInfo, _ value: AttributeValue) throws(SAIStatus) {
    guard let family = family(type) else { throw .notImplemented }
    try set(try object(type, id), info, value, family)
  }

  func set(_ object: SAIObject, _ info: AttributeInfo, _ value: AttributeValue, _ family: any ObjectFamily.Type) throws(SAIStatus) {
    try checkChange(object, info, value, family.support)
    let old = object.given(info.id)
    if old == value { return }
    object.set(info.id, value)
    given = GivenAttributes([(info, value)])
    defer { given = GivenAttributes([]) }
    do throws(SAIStatus) {
      if family.support.applied.contains(info.id) { try family.change(object, info.id, in: self) }
    } catch {
      object.set(info.id, old)
      throw error.at(0)
    }
    if let old { refer(old, -1) }
    refer(value, 1)
  }

  /// What an attribute is now: computed, given or default; `nil`: nothing is known of it.
  func value(of object: SAIObject, _ id: UInt32) -> AttributeValue? {
    guard let info = object.info.attribute(id) else { return nil }
    return value(of: object, info)
  }

  func value(of object: SAIObject, _ info: AttributeInfo) -> AttributeValue? {
    if let value = object.given(info.id) { return value }
    if let family = family(object.info.type), family.support.computed.contains(info.id) {
      return family.read(object, info.id, in: self)
    }
    return info.isReadOnly ? nil : defaultValue(info)
  }

  func refer(_ value: AttributeValue, _ difference: Int) {
    switch value {
    case .number, .bool, .mac, .numbers: return
    default: value.forEachObject { objects[$0]?.references += difference }
    }
  }

  // MARK: Rows

  /// Makes all of the edits, or none.
  func commit(_ transaction: Transaction) throws(SAIStatus) {
    do throws(CommitFailure) { try control.commit(transaction) } catch { throw status(of: error) }
  }

  private func status(of failure: CommitFailure) -> SAIStatus {
    guard let fault = failure.faults.first else { return .failure }
    return status(of: fault.error)
  }

  /// What SAI calls a row's fault, with the attribute that the schema names.
  func status(of error: SwitchError) -> SAIStatus {
    switch error.cause {
    case .exists: .itemAlreadyExists
    case .missing: .itemNotFound
    case .inUse: .objectInUse
    case .unresolved: .invalidParameter
    case .invalid(let column): .invalidValue(position(error.kind, column))
    case .unsupported(let column?): .attributeNotSupported(position(error.kind, column))
    case .unsupported(nil): .notSupported
    case .exhausted(let exhaustion): if case .contiguousRows = exhaustion.constraint { .insufficientResources } else { .tableFull }
    case .busy, .device, .injected, .diverged: .failure
    }
  }

  /// Where in the running call the attribute of a column stands.
  private func position(_ kind: RowKind, _ column: ColumnID) -> Int {
    guard let name = kind.saiName(of: column) else { return 0 }
    return given.values.firstIndex { $0.info.name == name } ?? 0
  }

  /// Where in the running call an attribute stands.
  func position(_ id: some RawRepresentable<UInt32>) -> Int { given.index(of: id.rawValue) }
}
