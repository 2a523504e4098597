/// A board file as values: all that it says of a switch, ranges expanded and families applied.
///
/// `Board` is the part that a NOS or a simulator runs on: the ports of one profile. `BoardWriter` writes a description as a file,
/// which reads back as an equal value.
public struct BoardDescription: Hashable, Sendable {
  public var platform: BoardIdentity
  /// In file order.
  public var asics: [BoardASIC] = []
  /// By number.
  public var cages: [Cage] = []
  public var devices: [BoardDevice] = []
  public var sensors: [BoardSensor] = []
  public var fans: [BoardFan] = []
  public var psus: [BoardPSU] = []
  public var leds: [BoardLED] = []
  public var eeproms: [BoardEEPROM] = []
  public var components: [BoardComponent] = []
  /// What must be seen on the PCI bus, and on USB.
  public var pci: [BoardBusEntry] = []
  public var usb: [BoardBusEntry] = []
  public var poe: PowerOverEthernet?
  public var thermal: ThermalPolicy?
  public var profiles: [BoardProfile] = []
  public var waivers: [Waiver] = []
  /// By section, such as `devices`: where its facts are from.
  public var sources: [String: String] = [:]

  public init(platform: BoardIdentity) { self.platform = platform }

  public func asic(named name: String) -> BoardASIC? { asics.first { $0.name == name } }
  public func device(named name: String) -> BoardDevice? { devices.first { $0.name == name } }

  /// The profile that holds where none is named.
  public var defaultProfile: BoardProfile? { profiles.first(where: \.isDefault) ?? (profiles.count == 1 ? profiles.first : nil) }
}
