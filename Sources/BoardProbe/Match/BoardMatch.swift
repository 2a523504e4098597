public import SwitchPlatform

/// A board held against a host.
public struct BoardMatch: Hashable, Sendable {
  public var board: BoardSignature
  public var agreeing: [Fact] = []
  public var disagreeing: [Fact] = []
  /// What nobody could look at.
  public var unknown: [Fact] = []

  /// One thing that the board's file says of a host.
  public struct Fact: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case onie, compatible, model, dmi, asic, pci, usb, i2c

      /// Names that makers give a product: one that agrees is enough where none disagrees.
      public var isIdentity: Bool {
        switch self {
        case .onie, .compatible, .model, .dmi: true
        case .asic, .pci, .usb, .i2c: false
        }
      }
    }

    public var kind: Kind
    /// What the file says: `14e4:b870 at 01:00.0`.
    public var expected: String
    /// What the host has instead, or where it has it; empty: the same, or nothing.
    public var found: String
    public var weight: Int
  }

  public var agreeingWeight: Int { agreeing.reduce(0) { $0 + $1.weight } }
  public var disagreeingWeight: Int { disagreeing.reduce(0) { $0 + $1.weight } }

  /// The share of what could be looked at that agrees, by weight.
  ///
  /// - Unit: per cent.
  public var score: Int {
    let total = agreeingWeight + disagreeingWeight
    return total == 0 ? 0 : agreeingWeight * 100 / total
  }

  /// A name of the product agrees, and nothing disagrees.
  public var isCertain: Bool { disagreeing.isEmpty && agreeing.contains { $0.kind.isIdentity } }
}
