import CSAI
import SwitchModel

// Neighbors and FDB entries: objects without an id, found by their key.
extension SAISwitch {
  /// The key of an entry struct, and the objects that the key names.
  func entryKey(_ type: Int32, _ entry: UnsafeRawPointer) throws(SAIStatus) -> (key: RowKey, named: [ObjectID]) {
    guard entry.load(as: UInt64.self) == switchID.rawValue else { throw .invalidObjectID }
    switch type {
    case .neighborEntry:
      let id = ObjectID(entry.load(fromByteOffset: 8, as: UInt64.self))
      let interface = try object(.routerInterface, id)
      guard case .routerInterface(let number) = interface.key, let address = readAddress(entry + 16) else { throw .invalidParameter }
      return (.neighbor(Neighbor.Key(interface: number, address: address)), [id])
    case .fdbEntry:
      let id = ObjectID(entry.load(fromByteOffset: 16, as: UInt64.self))
      let mac = readMAC(entry + 8)
      let vlan = try object(.vlan, id)
      guard case .vlan(let number) = vlan.key, !mac.isMulticast, mac != .zero else { throw .invalidParameter }
      return (.fdbEntry(FDBEntry.Key(vlan: number, mac: mac)), [id])
    default: throw .notImplemented
    }
  }

  func createEntry(_ type: Int32, _ entry: UnsafeRawPointer, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) throws(SAIStatus) {
    if type == .routeEntry { return try createRoute(entry, try routeValues(count, list)) }
    guard let info = ObjectInfo(type: type), family(type) != nil else { throw .notImplemented }
    try createEntry(type, entry, try GivenAttributes(info, count, list))
  }

  func createEntry(_ type: Int32, _ entry: UnsafeRawPointer, _ attributes: GivenAttributes) throws(SAIStatus) {
    if type == .routeEntry { return try createRoute(entry, RouteValues(attributes)) }
    guard let info = ObjectInfo(type: type), let family = family(type) else { throw .notImplemented }
    let (key, named) = try entryKey(type, entry)
    given = attributes
    defer { given = GivenAttributes([]) }
    try checkCreation(info, given, family.support)
    guard entries[key] == nil else { throw .itemAlreadyExists }
    let object = SAIObject(.null, info)
    object.key = key
    object.members = named
    for entry in given.values { object.set(entry.info.id, entry.value) }
    try family.create(object, in: self)
    addEntry(object)
  }

  private func addEntry(_ object: SAIObject) {
    guard let key = object.key else { return }
    entries[key] = object
    for id in object.members { objects[id]?.references += 1 }
    for entry in object.values { refer(entry.value, 1) }
  }

  func discardEntry(_ object: SAIObject) {
    guard let key = object.key, entries.removeValue(forKey: key) != nil else { return }
    for id in object.members { objects[id]?.references -= 1 }
    for entry in object.values { refer(entry.value, -1) }
  }

  /// The same for an entry that goes without a call that names it: the journal has to be told.
  func loseEntry(_ object: SAIObject) {
    if let journal {
      withUnsafeTemporaryAllocation(byteCount: object.info.entrySize, alignment: 8) { room in
        guard let place = room.baseAddress else { return }
        room.initializeMemory(as: UInt8.self, repeating: 0)
        writeKey(object, place)
        journal.removedEntry(object.info.type, place)
      }
    }
    discardEntry(object)
  }

  /// The entry of a key; an FDB entry may be one that the chip has learned.
  func entry(_ type: Int32, _ place: UnsafeRawPointer) throws(SAIStatus) -> (object: SAIObject, isLearned: Bool, named: [ObjectID]) {
    let (key, named) = try entryKey(type, place)
    if let object = entries[key] { return (object, false, named) }
    if case .fdbEntry(let key) = key, let object = learnedEntry(key) { return (object, true, named) }
    throw .itemNotFound
  }

  func removeEntry(_ type: Int32, _ place: UnsafeRawPointer) throws(SAIStatus) {
    if type == .routeEntry { return try removeRoute(place) }
    guard let family = family(type) else { throw .notImplemented }
    let (object, isLearned, _) = try entry(type, place)
    if isLearned {
      flushLearned { .fdbEntry($0.key) == object.key }
      return
    }
    try family.remove(object, from: self)
    discardEntry(object)
  }

  func setEntry(_ type: Int32, _ place: UnsafeRawPointer, _ attribute: UnsafePointer<sai_attribute_t>) throws(SAIStatus) {
    if type == .routeEntry { return try setRoute(place, attribute) }
    guard family(type) != nil, let info = ObjectInfo(type: type) else { throw .notImplemented }
    guard let change = try GivenAttributes(info, 1, attribute).values.first else { throw .invalidParameter }
    try setEntry(type, place, change.info, change.value)
  }

  func setEntry(_ type: Int32, _ place: UnsafeRawPointer, _ info: AttributeInfo, _ value: AttributeValue) throws(SAIStatus) {
    if type == .routeEntry { return try setRoute(place, info, value) }
    guard let family = family(type) else { throw .notImplemented }
    let (object, isLearned, named) = try entry(type, place)
    try set(object, info, value, family)
    if isLearned {
      // From now on it is the caller's.
      object.members = named
      for entry in object.values where entry.id == info.id { refer(entry.value, -1) }
      addEntry(object)
    }
  }
}
