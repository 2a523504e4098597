/// What an object type is among our rows: how its objects are made, changed, removed and read.
///
/// A family is called after the metadata's checks; it commits, or throws and leaves all as it was.
protocol ObjectFamily: SendableMetatype {
  static var support: AttributeSupport { get }

  /// Makes the rows of an object whose values are set already.
  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus)

  /// Takes the rows of an object back that nothing refers to.
  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus)

  /// Makes the rows agree with a value that has just been set; the engine puts the old one back if this throws.
  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus)

  /// The value of a computed attribute; `nil`: the switch has none.
  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue?
}

extension ObjectFamily {
  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) { throw .notSupported }
  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {}
  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {}
  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? { nil }
}
