/// What accesses to tables cost: the chip file's `bus:`. Without it they cost nothing.
///
/// A write of n consecutive 32-bit words takes `setup` + n × `cyclesPerWord` core cycles; a read takes `readTurnaround` more. The bus does
/// one thing after the other; registers that lead to no table are not behind it. A table's row takes effect in the cycle in which the bus is done with its last word.
public struct BusDescription: Hashable, Sendable {
  /// - Unit: core cycles an access, whatever its length.
  public var setup: Int
  /// - Unit: core cycles a 32-bit word.
  public var cyclesPerWord: Int
  /// - Unit: core cycles from a read's request to its first word.
  public var readTurnaround: Int

  public init(setup: Int, cyclesPerWord: Int, readTurnaround: Int) {
    self.setup = setup
    self.cyclesPerWord = cyclesPerWord
    self.readTurnaround = readTurnaround
  }
}
