/// How fast the fans turn.
public struct ThermalPolicy: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    /// - Unit: °C.
    public var temperature: Double
    /// - Unit: % of full speed.
    public var speed: Double
    public var origin = Origin()

    public init(_ temperature: Double, _ speed: Double) {
      self.temperature = temperature
      self.speed = speed
    }
  }

  /// Fans that follow sensors.
  public struct Zone: Hashable, Sendable {
    public var title: String?
    public var sensors: [String] = []
    public var fans: [String] = []
    /// Rising.
    public var table: [Step] = []
    public var source: String?
    public var origin = Origin()
    /// Where each of `sensors` and `fans` stands.
    public var sensorPlaces = Origin()
    public var fanPlaces = Origin()

    public init(sensors: [String] = [], fans: [String] = []) {
      self.sensors = sensors
      self.fans = fans
    }
  }

  public struct Condition: Hashable, Sendable {
    public var sensor: String
    public var above: Double?
    public var source: String?
    public var origin = Origin()

    public init(sensor: String, above: Double? = nil) {
      self.sensor = sensor
      self.above = above
    }
  }

  /// - Unit: s. Default: 5.
  public var interval: Int?
  public var zones: [Zone] = []
  /// The box is switched off when any of these holds, or all of those.
  public var shutdownAny: [Condition] = []
  public var shutdownAll: [Condition] = []
  public var source: String?
  public var origin = Origin()

  public init() {}
}
