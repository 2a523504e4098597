import CSAI

/// The calls of one change, and how each is taken back: what fails midway leaves the device as it was.
final class Steps {
  private var undo: [() throws(SAIFault) -> Void] = []
  private let library: SAILibrary

  init(_ library: SAILibrary) { self.library = library }

  /// Notes how what was just done is taken back.
  func onFailure(_ step: @escaping () throws(SAIFault) -> Void) { undo.append(step) }

  func create(_ type: sai_object_type_t, _ attributes: [SAIAttribute]) throws(SAIFault) -> SAIObject {
    let object = try library.create(type, attributes)
    onFailure { [library] () throws(SAIFault) in try library.remove(object) }
    return object
  }

  /// Sets an attribute that has the value `old`; nothing where they are the same.
  func set(_ object: SAIObject, _ id: some RawRepresentable<UInt32>, _ value: SAIValue, was old: SAIValue) throws(SAIFault) {
    guard value != old else { return }
    try library.set(object, SAIAttribute(id, value))
    let before = SAIAttribute(id, old)
    onFailure { [library] () throws(SAIFault) in try library.set(object, before) }
  }

  /// Removes an object that `attributes` would make once more.
  func remove(
    _ object: SAIObject, _ type: sai_object_type_t, madeOf attributes: [SAIAttribute], restored: ((SAIObject) -> Void)? = nil
  ) throws(SAIFault) {
    try library.remove(object)
    onFailure { [library] () throws(SAIFault) in
      let again = try library.create(type, attributes)
      restored?(again)
    }
  }

  func set<E>(
    _ entry: E, _ functions: EntryFunctions<E>, _ id: some RawRepresentable<UInt32>, _ value: SAIValue, was old: SAIValue
  ) throws(SAIFault) {
    guard value != old else { return }
    try library.set(entry, functions, SAIAttribute(id, value))
    let before = SAIAttribute(id, old)
    onFailure { [library] () throws(SAIFault) in try library.set(entry, functions, before) }
  }

  /// Takes everything back, the last first.
  ///
  /// - Returns: whether the device is as it was.
  func rollBack() -> Bool {
    var isRestored = true
    for step in undo.reversed() {
      do throws(SAIFault) { try step() } catch { isRestored = false }
    }
    undo = []
    return isRestored
  }
}
