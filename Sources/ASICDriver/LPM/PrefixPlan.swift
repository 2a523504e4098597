import SwitchModel

/// How the prefixes of one family are laid out in the chip.
protocol PrefixPlan: AnyObject {
  /// Adds a prefix that is not there, or gives one that is there another result.
  ///
  /// - Throws: `.exhausted`, before anything was staged.
  func put(_ prefix: PrefixBits, in router: Int, _ result: RouteResult) throws(Refusal)
  /// Removes a prefix that is there.
  func remove(_ prefix: PrefixBits, in router: Int)
  func result(of prefix: PrefixBits, in router: Int) -> RouteResult?
  /// Whether the device holds the prefix's row as it should.
  func isHeld(_ prefix: PrefixBits, in router: Int) -> Bool
  func forEach(_ body: (_ prefix: PrefixBits, _ router: Int, _ result: RouteResult) -> Void)
  /// The prefix whose row stands at a row of the table (level 0), or that gives a pivot's default (level 1).
  func prefix(level: Int, atRow row: Int) -> (prefix: PrefixBits, router: Int)?
  var count: Int { get }
  /// Chip rows moved to make room since power-on.
  var moves: UInt64 { get }
  var levels: [Usage.Level] { get }
}

/// What a prefix leads to: as the chip has it, and as it was asked for.
struct RouteResult: Equatable {
  /// `DestinationKind.rawValue`.
  var kind: UInt8
  var number: UInt32
  var destination: Route.Destination
}
