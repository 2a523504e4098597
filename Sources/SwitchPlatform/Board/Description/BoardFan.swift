/// A fan, or a rotor of one.
public struct BoardFan: Hashable, Sendable {
  public enum Airflow: String, Hashable, Sendable, CaseIterable {
    case frontToBack = "f2b"
    case backToFront = "b2f"
  }

  public var name: String
  /// The drawer it is in.
  public var tray: Int?
  public var rpm: Point?
  public var pwm: Point?
  public var present: Point?
  public var fault: Point?
  public var direction: Point?
  public var airflow: Airflow?
  /// - Unit: rpm.
  public var rpmRange: ClosedRange<Double>?
  public var title: String?
  public var source: String?
  public var origin = Origin()

  public init(name: String) { self.name = name }

  var points: [(key: String, point: Point?)] {
    [("rpm", rpm), ("pwm", pwm), ("present", present), ("fault", fault), ("direction", direction)]
  }
}

/// A power supply.
public struct BoardPSU: Hashable, Sendable {
  public var name: String
  public var present: Point?
  public var good: Point?
  public var power: Point?
  public var voltage: Point?
  public var current: Point?
  public var temperature: Point?
  /// The device that measures.
  public var monitor: DeviceReference?
  /// Fans in it, by name; they are its own, and in no zone.
  public var fans: [String] = []
  public var title: String?
  public var source: String?
  public var origin = Origin()

  public init(name: String) { self.name = name }

  var points: [(key: String, point: Point?)] {
    [
      ("present", present), ("good", good), ("power", power), ("voltage", voltage), ("current", current), ("temperature", temperature)
    ]
  }
}
