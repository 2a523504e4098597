/// A policer: token buckets that colour packets, and what becomes of each colour.
///
/// Entries of ACLs and trap groups name one. A packet that comes to the chip is green; a policer that a packet meets later sees the
/// colour that the one before gave it.
///
/// Rates and sizes are in bytes where `meterType` is `.bytes`, and in packets where it is `.packets`. A packet's bytes: Ethernet header
/// included, FCS not. Buckets are full when the first packet comes. A device rounds rates up to what it can hold, and keeps the tokens
/// that are there when a rate or size changes.
///
/// - Source: saipolicer.h; RFC 2697, RFC 2698.
@frozen
public struct Policer: Row, BitwiseCopyable {
  public typealias Key = PolicerID

  /// What a token pays for.
  ///
  /// - Source: sai_meter_type_t.
  @frozen
  public enum MeterType: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    case packets = 0
    case bytes
  }

  /// How packets are coloured.
  ///
  /// - Source: sai_policer_mode_t.
  @frozen
  public enum Mode: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    /// A single-rate three-colour marker (RFC 2697): what the committed bucket has no room for fills the excess bucket.
    case srTCM = 0
    /// A two-rate three-colour marker (RFC 2698): each bucket has a rate of its own.
    case trTCM
  }

  /// Whether the colour that a packet has already counts.
  ///
  /// - Source: sai_policer_color_source_t.
  @frozen
  public enum ColorSource: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    /// Every packet is taken as green.
    case blind = 0
    /// A packet gets no better colour than it has.
    case aware
  }

  /// What becomes of the packets of a colour.
  ///
  /// - Source: sai_packet_action_t, of which a policer has these two.
  @frozen
  public enum Action: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    case drop = 0
    case forward
  }

  public let id: PolicerID
  /// What a token pays for. Given on insertion.
  public let meterType: MeterType
  /// How packets are coloured. Given on insertion.
  public let mode: Mode
  /// Whether the colour that a packet has already counts. Given on insertion. Default: aware.
  public let colorSource: ColorSource
  /// Committed information rate.
  ///
  /// - Unit: bytes or packets a second. Range: 0…10¹², and what the device can hold. Default: 0.
  public var cir: UInt64
  /// Committed burst size.
  ///
  /// - Unit: bytes or packets. Range: 0…2³²−1, and what the device can hold. Default: 0.
  public var cbs: UInt64
  /// Peak information rate, of a `.trTCM` only.
  ///
  /// - Unit: bytes or packets a second. Range: `cir`…10¹²; 0 in an `.srTCM`. Default: 0.
  public var pir: UInt64
  /// Peak burst size; of an `.srTCM` the excess burst size (EBS).
  ///
  /// - Unit: bytes or packets. Range: 0…2³²−1, and what the device can hold. Default: 0.
  public var pbs: UInt64
  /// Default: forward.
  public var greenAction: Action
  /// Default: forward.
  public var yellowAction: Action
  /// Default: forward, as in SAI: a policer that is to hold a flow back says `.drop` here.
  public var redAction: Action

  @inlinable
  public init(
    id: PolicerID, meterType: MeterType, mode: Mode, colorSource: ColorSource = .aware, cir: UInt64 = 0, cbs: UInt64 = 0,
    pir: UInt64 = 0, pbs: UInt64 = 0, greenAction: Action = .forward, yellowAction: Action = .forward, redAction: Action = .forward
  ) {
    self.id = id
    self.meterType = meterType
    self.mode = mode
    self.colorSource = colorSource
    self.cir = cir
    self.cbs = cbs
    self.pir = pir
    self.pbs = pbs
    self.greenAction = greenAction
    self.yellowAction = yellowAction
    self.redAction = redAction
  }

  public var key: PolicerID { id }
  public static func rowKey(_ key: PolicerID) -> RowKey { .policer(key) }

  /// The column that contradicts another: a peak rate below the committed rate (RFC 2698 §2), or one in an `.srTCM`, which has none.
  public var contradiction: ColumnID? {
    let isSound = mode == .trTCM ? pir >= cir : pir == 0
    return isSound ? nil : Policer.schema.column(named: "pir")
  }

  /// - Source: SAI_POLICER_ATTR_*.
  public static let schema = Schema<Policer>(
    "Policer", kind: .policer, sai: "SAI_OBJECT_TYPE_POLICER",
    columns: [
      Column("id", \.id, .key),
      Column("meterType", sai: "SAI_POLICER_ATTR_METER_TYPE", .createOnly, read: { .text("\($0.meterType)") }),
      Column("mode", sai: "SAI_POLICER_ATTR_MODE", .createOnly, read: { .text("\($0.mode)") }),
      Column(
        "colorSource", sai: "SAI_POLICER_ATTR_COLOR_SOURCE", .createOnly, default: .text("aware"), read: { .text("\($0.colorSource)") }),
      Column("cir", \.cir, sai: "SAI_POLICER_ATTR_CIR", default: .unsigned(0), range: 0...1_000_000_000_000),
      Column("cbs", \.cbs, sai: "SAI_POLICER_ATTR_CBS", default: .unsigned(0), range: 0...0xffff_ffff),
      Column("pir", \.pir, sai: "SAI_POLICER_ATTR_PIR", default: .unsigned(0), range: 0...1_000_000_000_000),
      Column("pbs", \.pbs, sai: "SAI_POLICER_ATTR_PBS", default: .unsigned(0), range: 0...0xffff_ffff),
      Column(
        "greenAction", sai: "SAI_POLICER_ATTR_GREEN_PACKET_ACTION", default: .text("forward"), read: { .text("\($0.greenAction)") }),
      Column(
        "yellowAction", sai: "SAI_POLICER_ATTR_YELLOW_PACKET_ACTION", default: .text("forward"), read: { .text("\($0.yellowAction)") }),
      Column("redAction", sai: "SAI_POLICER_ATTR_RED_PACKET_ACTION", default: .text("forward"), read: { .text("\($0.redAction)") })
    ])
}
