/// Where a value of a board file stands: its key, and the values of its keys.
///
/// Any two origins are equal: where something stands is no part of what it says, so that a board equals what is read back of it.
public struct Origin: Hashable, Sendable {
  public var place: SourcePosition
  /// By key: where its value stands.
  public var places: [String: SourcePosition]
  /// Whether the text has been read already, for another number of its range.
  public var isRepeated: Bool

  public init(_ place: SourcePosition = .unknown, places: [String: SourcePosition] = [:], isRepeated: Bool = false) {
    self.place = place
    self.places = places
    self.isRepeated = isRepeated
  }

  /// Where the value of a key stands; the whole's place where it is not there.
  public func place(_ key: String) -> SourcePosition { places[key] ?? place }

  public static func == (left: Origin, right: Origin) -> Bool { true }
  public func hash(into hasher: inout Hasher) {}
}
