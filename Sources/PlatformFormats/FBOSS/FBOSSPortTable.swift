public import SwitchPlatform

/// The ports of a platform, and the settings that each can have: `<name>_port_profile_mapping.csv`.
public struct FBOSSPortTable: Sendable {
  public struct Port: Sendable {
    public var line: Int
    /// `eth1/2/5`: slot, transceiver, and the lane that it begins at, from 1.
    public var name: String
    public var transceiver: Int
    public var lane: Int
    /// Numbers of `PortProfileID`.
    public var settings: [Int]
  }

  public static let suffix = "_port_profile_mapping.csv"

  public var file: String
  public private(set) var ports: [Port] = []
  /// Ports whose names have no transceiver and lane, by line.
  public private(set) var others: [(name: String, line: Int)] = []

  public init(_ source: SourceFile) {
    let table = CSVTable(source)
    file = table.file
    for row in table.rows {
      let name = table.cell(row, "Port_Name") ?? ""
      let parts = name.split(separator: "/").map(String.init)
      let settings = (table.cell(row, "Supported_Port_Profiles") ?? "").split(separator: "-").compactMap { Int($0) }
      guard parts.count == 3, let transceiver = Int(parts[1]), let lane = Int(parts[2]), (1...64).contains(lane), transceiver >= 0 else {
        others.append((name, row.line))
        continue
      }
      ports.append(Port(line: row.line, name: name, transceiver: transceiver, lane: lane, settings: settings))
    }
  }
}

/// What a number of `PortProfileID` means.
///
/// Source: fboss/agent/switch_config.thrift, `enum PortProfileID`, 1…49: the names are speed, lanes, modulation, FEC; those above, and
/// the same figures for many of these, in `platformSupportedProfiles` of the published platform mappings.
public struct FBOSSPortSetting: Hashable, Sendable {
  /// - Unit: Mb/s.
  public var speed: Int
  public var lanes: Int

  private static let known: [(numbers: [Int], speed: Int, lanes: Int)] = [
    ([1, 11, 12], 10000, 1), ([2, 13, 29], 20000, 2), ([3, 14, 15, 16, 30, 34], 25000, 1), ([4, 17, 18], 40000, 4),
    ([5, 19, 20, 21, 31, 48], 50000, 2), ([6, 7, 8, 22, 23, 27, 28, 32, 33], 100_000, 4), ([9, 24, 25], 200_000, 4),
    ([10, 26, 35], 400_000, 8), ([36, 37], 53125, 1), ([38, 45], 400_000, 4), ([39, 50], 800_000, 8), ([40, 46, 55], 100_000, 2),
    ([41, 42], 106_250, 1), ([43, 44], 50000, 1), ([47, 49, 56], 100_000, 1), ([52, 57], 800_000, 4), ([54], 200_000, 2)
  ]

  /// - Returns: `nil` for a number that is not known here.
  public init?(_ number: Int) {
    guard let entry = FBOSSPortSetting.known.first(where: { $0.numbers.contains(number) }) else { return nil }
    (speed, lanes) = (entry.speed, entry.lanes)
  }
}
