/// How a device's registers are addressed: what stands on the bus in front of a value, and how long both are.
///
/// What is `nil` is not said in the file; the properties of the whole names have the defaults.
public struct RegisterAccess: Hashable, Sendable {
  public enum Order: String, CaseIterable, Hashable, Sendable {
    /// The highest byte comes first.
    case big
    case little
  }

  /// Bytes of a register's number.
  ///
  /// - Range: 1…4. Default: 1.
  public var numberBytes: Int?
  /// Of numbers and of values.
  ///
  /// - Default: `big`.
  public var order: Order?
  /// A register's number on the bus is its address (`at`) divided by this.
  ///
  /// - Range: 1…4. Default: 1; 4 where the registers are a chip file's, whose addresses are those of bytes.
  public var spacing: Int?
  public var source: String?
  public var origin = Origin()

  public init(numberBytes: Int? = nil, order: Order? = nil, spacing: Int? = nil) {
    self.numberBytes = numberBytes
    self.order = order
    self.spacing = spacing
  }
}

/// A register of a device on the board, or several in a row.
public struct BoardRegister: Hashable, Sendable {
  public var name: String
  /// - Range: 0…0xffffffff.
  public var address: Int
  /// Registers in a row.
  ///
  /// - Range: 1…65536. Default: 1.
  public var count: Int?
  public var fields: [BitField] = []
  public var source: String?
  public var origin = Origin()

  public init(_ name: String, at address: Int, count: Int? = nil, fields: [BitField] = []) {
    self.name = name
    self.address = address
    self.count = count
    self.fields = fields
  }
}

extension BoardDevice {
  /// Bytes of a register's number on the bus.
  public var registerNumberBytes: Int { min(max(access?.numberBytes ?? 1, 1), 4) }
  /// Addresses from a register to the next.
  public var registerSpacing: Int { min(max(access?.spacing ?? (chip == nil ? 1 : 4), 1), 4) }
  /// Bits of a register's value: 32 of a chip file's, 8 where nothing is said.
  public var registerBits: Int { registerWidth ?? (chip == nil ? 8 : 32) }
}
