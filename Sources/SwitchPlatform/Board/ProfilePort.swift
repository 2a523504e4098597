/// A port that a profile makes of a cage's lanes.
public struct ProfilePort: Hashable, Sendable {
  public var name: String
  public var alias: String
  /// What is printed on the front panel, and the part of the cage where it is broken out.
  public var label: String
  public var lanes: LaneList
  /// - Unit: Mb/s.
  public var speed: UInt32
  public var cage: Int
  /// 1…, of a broken-out cage; 0 of a whole one.
  public var sub: Int
  /// Whether its names are the profile's templates.
  var isNamedByTemplate: Bool
}

extension BoardDescription {
  /// The ports of a profile, in cage order, those on lanes of the management MAC included.
  ///
  /// - Parameter firstLane: The number of the chip's first lane, by ASIC; 1 where it is not there.
  /// - Parameter fault: Takes templates that cannot be expanded, with their place.
  /// - Complexity: O(ports).
  public func ports(
    of profile: BoardProfile, firstLane: [String: Int] = [:], fault: (SourcePosition, String) -> Void = { _, _ in }
  ) -> [ProfilePort] {
    let byNumber = Dictionary(cages.map { ($0.number, $0) }) { first, _ in first }
    var ports: [ProfilePort] = []
    var count = 0
    for choice in profile.choices {
      guard let cage = byNumber[choice.cage] else { continue }
      let list = choice.lanes ?? cage.lanes
      let mode = choice.mode(of: cage)
      guard let shares = mode.lanesPerPort(of: list.lanes.count) else { continue }
      let speeds = mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
      var lanes = list.lanes[...]
      for (index, (share, speed)) in zip(shares, speeds).enumerated() {
        let own = Array(lanes.prefix(share))
        lanes = lanes.dropFirst(share)
        guard let first = own.min() else { continue }
        let origin = firstLane[list.asic] ?? 1
        var values: [String: Int] = [
          "n": cage.number, "cage": cage.number, "first": first &- origin, "lane": first, "port": count + 1
        ]
        if shares.count > 1 { values["sub"] = index + 1 }
        func text(_ own: [String], _ template: String?, _ standard: String, _ place: SourcePosition) -> String {
          let template = own.indices.contains(index) ? own[index] : template ?? standard
          do throws(Expression.Fault) {
            return try Expression.expand(template, values)
          } catch {
            fault(place, error.message)
            return template
          }
        }
        let name = text(
          choice.names, profile.portName, "Ethernet{first}",
          choice.names.isEmpty ? profile.origin.place("names.port") : choice.origin.place("names"))
        let alias = text(
          choice.aliases, profile.alias, "Eth{cage}{sub:/}",
          choice.aliases.isEmpty ? profile.origin.place("names.alias") : choice.origin.place("aliases"))
        ports.append(
          ProfilePort(
            name: name, alias: alias, label: shares.count > 1 ? "\(cage.label)/\(index + 1)" : cage.label,
            lanes: LaneList(asic: list.asic, space: list.space, lanes: own), speed: choice.speed ?? speed, cage: cage.number,
            sub: shares.count > 1 ? index + 1 : 0, isNamedByTemplate: choice.names.isEmpty))
        if list.space == nil { count += 1 }
      }
    }
    return ports
  }
}

extension BoardProfile.Choice {
  /// The mode with the lanes that only the cage's offer says.
  func mode(of cage: Cage) -> BreakoutMode {
    guard let offered = cage.breakouts.first(where: { $0.offers(breakout) }), offered.parts.count == breakout.parts.count else {
      return breakout
    }
    var full = breakout
    for index in full.parts.indices { full.parts[index].lanes = offered.parts[index].lanes }
    return full
  }
}
