public import SwitchPlatform

/// The lanes of a platform's chip, and what they lead to: `<name>_static_mapping.csv`.
public struct FBOSSLaneTable: Sendable {
  /// A lane of the switch chip.
  public struct Lane: Sendable {
    public var line: Int
    public var chip: Int
    public var coreType: String
    public var core: Int
    public var lane: Int
    public var tx: Int?
    public var rx: Int?
    public var invertsTX: Bool
    public var invertsRX: Bool
    /// `TRANSCEIVER`, `BACKPLANE`, `XPHY`; empty: it leads nowhere.
    public var farType: String
    /// `OSFP`, `QSFP28`, `EXAMAX`, …
    public var farKind: String
    public var farChip: Int
    public var farLane: Int
  }

  public static let suffix = "_static_mapping.csv"

  public var file: String
  public private(set) var lanes: [Lane] = []
  public private(set) var diagnostics: [Diagnostic]

  public init(_ source: SourceFile) {
    let table = CSVTable(source)
    file = table.file
    diagnostics = table.diagnostics
    for row in table.rows where table.cell(row, "A_CHIP_TYPE") == "NPU" {
      func number(_ column: String) -> Int? {
        table.cell(row, column).flatMap { Int($0) }.flatMap { (0...65535).contains($0) ? $0 : nil }
      }
      guard let core = number("A_CORE_ID"), let lane = number("A_CORE_LANE") else {
        let place = table.position(row, "A_CORE_ID")
        diagnostics.append(Diagnostic(.error, rule: "LAN01", file: file, at: place, "the core or the lane of the row is no number"))
        continue
      }
      lanes.append(
        Lane(
          line: row.line, chip: number("A_CHIP_ID") ?? 1, coreType: table.cell(row, "A_CORE_TYPE") ?? "", core: core, lane: lane,
          tx: number("A_PHYSICAL_TX_LANE"), rx: number("A_PHYSICAL_RX_LANE"), invertsTX: table.cell(row, "A_TX_POLARITY_SWAP") == "Y",
          invertsRX: table.cell(row, "A_RX_POLARITY_SWAP") == "Y", farType: table.cell(row, "Z_CHIP_TYPE") ?? "",
          farKind: table.cell(row, "Z_CORE_TYPE") ?? "", farChip: number("Z_CHIP_ID") ?? 0, farLane: number("Z_CORE_LANE") ?? 0))
    }
  }
}
