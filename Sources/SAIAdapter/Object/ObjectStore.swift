import CSAI

/// The ids ever handed out, kept for the process: an id is known after its object, and its switch, are gone.
final class IDRegister {
  /// By type: the highest number handed out.
  private var lastNumber: [Int32: UInt64] = [:]

  func newID(_ type: Int32) -> ObjectID {
    let number = (lastNumber[type] ?? 0) + 1
    lastNumber[type] = number
    return ObjectID(type: type, number: number)
  }

  /// What was handed out so far.
  var numbers: [(Int32, UInt64)] { lastNumber.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  /// Takes over what a process before this one had handed out.
  func set(_ type: Int32, _ number: UInt64) { lastNumber[type] = max(lastNumber[type] ?? 0, number) }

  /// Takes an id that was handed out before a restart.
  func reserve(_ id: ObjectID) { lastNumber[id.type] = max(lastNumber[id.type] ?? 0, id.number) }

  /// Whether the id was ever handed out.
  func isKnown(_ id: ObjectID) -> Bool {
    id.number > 0 && id.number <= lastNumber[id.type] ?? 0 && ObjectID(type: id.type, number: id.number) == id
  }
}

/// All objects that there are.
struct ObjectStore {
  private var objects: [ObjectID: SAIObject] = [:]

  subscript(id: ObjectID) -> SAIObject? { objects[id] }

  var count: Int { objects.count }

  mutating func insert(_ object: SAIObject) { objects[object.id] = object }

  mutating func remove(_ id: ObjectID) { objects[id] = nil }

  mutating func removeAll() { objects = [:] }

  func ids(of type: Int32) -> [ObjectID] { objects.keys.filter { $0.type == type }.sorted() }

  func count(of type: Int32) -> Int { objects.keys.reduce(0) { $0 + ($1.type == type ? 1 : 0) } }

  func forEach(_ body: (SAIObject) -> Void) { for object in objects.values { body(object) } }
}
