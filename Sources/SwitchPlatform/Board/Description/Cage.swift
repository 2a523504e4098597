/// A front-panel position.
public struct Cage: Hashable, Sendable {
  /// The key: its position, which SONiC calls the index.
  public var number: Int
  public var kind: CageKind
  /// What is printed beside it.
  public var label: String
  /// In module lane order.
  public var lanes: LaneList
  /// What its lanes can be used as.
  public var breakouts: [BreakoutMode]
  /// The NOS's index, where it is not the number.
  public var index: Int?
  /// The PHY's device, for a port of copper.
  public var phy: DeviceReference?
  /// Power that the port can give.
  ///
  /// - Unit: W.
  public var poe: Double?
  /// Offset of the port's MAC address from the board's base address.
  public var macOffset: Int?
  public var eeprom: Point?
  public var signals: [Signal] = []
  public var source: String?
  public var origin = Origin()

  /// A bit that is read from or written to the module, such as `present`, `reset`, `lpmode`.
  public struct Signal: Hashable, Sendable {
    public var name: String
    public var point: Point

    public init(_ name: String, _ point: Point) {
      self.name = name
      self.point = point
    }
  }

  public init(number: Int, kind: CageKind, label: String? = nil, lanes: LaneList, breakouts: [BreakoutMode]) {
    self.number = number
    self.kind = kind
    self.label = label ?? String(number)
    self.lanes = lanes
    self.breakouts = breakouts
  }
}
