/// Which product a board file describes.
public struct BoardIdentity: Hashable, Sendable {
  public enum Form: String, Hashable, Sendable, CaseIterable {
    case fixed, supervisor, linecard, fabric, bmc, dpu, virtual
  }

  public struct Console: Hashable, Sendable {
    public var tty: String?
    /// - Unit: bit/s.
    public var baud: Int?
    /// The UART's I/O port.
    public var io: Int?

    public init(tty: String? = nil, baud: Int? = nil, io: Int? = nil) {
      self.tty = tty
      self.baud = baud
      self.io = io
    }
  }

  /// Unique over all vendors.
  public var id: String
  public var vendor: String
  public var product: String
  public var form: Form = .fixed
  /// The CPU's, e.g. `x86_64`.
  public var arch: String?
  /// How a running box is recognised; names and values are the NOS's.
  public var match: FreeValue?
  public var console: Console?
  /// Offset of the first port's MAC address from the board's base address; each port has the next.
  public var macOffset: Int?
  public var source: String?
  public var origin = Origin()

  public init(id: String, vendor: String, product: String) {
    self.id = id
    self.vendor = vendor
    self.product = product
  }
}

/// What a board file keeps for others, unread.
public indirect enum FreeValue: Hashable, Sendable {
  case text(String)
  case list([FreeValue])
  /// In file order.
  case mapping([Entry])

  public struct Entry: Hashable, Sendable {
    public var key: String
    public var value: FreeValue

    public init(_ key: String, _ value: FreeValue) {
      self.key = key
      self.value = value
    }
  }
}
