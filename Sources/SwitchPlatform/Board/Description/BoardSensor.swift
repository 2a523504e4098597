/// Something that is measured.
public struct BoardSensor: Hashable, Sendable {
  public enum Quantity: String, Hashable, Sendable, CaseIterable {
    case temperature, voltage, current, power, humidity, rpm
  }

  /// Limits, rising.
  ///
  /// - Unit: °C, V, A, W, % or rpm, as the sensor's.
  public struct Thresholds: Hashable, Sendable {
    public var lowCritical: Double?
    public var low: Double?
    public var high: Double?
    public var critical: Double?
    public var source: String?
    public var origin = Origin()

    public init(lowCritical: Double? = nil, low: Double? = nil, high: Double? = nil, critical: Double? = nil) {
      self.lowCritical = lowCritical
      self.low = low
      self.high = high
      self.critical = critical
    }
  }

  public var name: String
  public var type: Quantity
  public var at: Point?
  public var thresholds: Thresholds?
  /// What the NOS calls it, where that is not the name.
  public var title: String?
  public var source: String?
  public var origin = Origin()

  public init(name: String, type: Quantity, at: Point? = nil) {
    self.name = name
    self.type = type
    self.at = at
  }
}
