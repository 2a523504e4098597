public import SwitchPlatform

/// A logical port, made from a cage of `platform.json` and its mode in `hwsku.json` as SONiC makes it.
public struct SONiCPort: Sendable {
  public var name: String
  /// The cage it came from.
  public var parent: String
  public var lanes: [String]
  public var alias: String?
  public var aliasPosition: SourcePosition
  public var index: String?
  /// - Unit: Mb/s.
  public var speed: Int
  /// 0: the cage's only port.
  public var subport: Int
  /// `rs` from 50 Gb/s a lane on, as the port configuration sets it by itself.
  public var fec: String?

  /// The ports of a cage in a mode; empty where the mode is none of the cage's, or does not fit.
  public static func ports(of cage: SONiCInterface, as wanted: SONiCBreakoutMode) -> [SONiCPort] {
    guard let mode = cage.mode(for: wanted), let shares = wanted.slices(of: cage.laneTexts.count) else { return [] }
    let digits = cage.name.dropFirst("Ethernet".count)
    guard cage.name.hasPrefix("Ethernet"), let base = Int(digits), base >= 0, base < 1_000_000 else { return [] }
    let speeds = wanted.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
    let aliases = mode.aliases
    var result: [SONiCPort] = []
    var lane = 0
    for (number, share) in shares.enumerated() {
      let speed = speeds[number]
      let alias: (text: String, position: SourcePosition)? = aliases.indices.contains(number) ? aliases[number] : nil
      result.append(
        SONiCPort(
          name: "Ethernet\(base + lane)", parent: cage.name, lanes: Array(cage.laneTexts[lane..<(lane + share)]),
          alias: alias?.text, aliasPosition: alias?.position ?? mode.value.position,
          index: cage.indexes.indices.contains(lane) ? cage.indexes[lane] : nil, speed: speed,
          subport: shares.count == 1 ? 0 : number + 1, fec: speed / share >= 50_000 ? "rs" : nil))
      lane += share
    }
    return result
  }
}
