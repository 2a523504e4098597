import Foundation
import SwitchPlatform
import Testing
import TrafficExperiments

/// B1: what real chips take before they pause a sender or drop.
@Suite struct ThresholdTests {
  struct Reference: Decodable {
    struct Point: Decodable {
      var chip: String
      var quantity: String
      var packets: Int

      enum CodingKeys: String, CodingKey {
        case chip, quantity
        case packets = "measured_on_hardware_packets_of_one_cell"
      }
    }
    var points: [Point]
  }

  /// The chip's buffer as the point's configuration has it.
  private static func buffer(of point: Reference.Point) throws -> BufferDescription {
    var buffer = try Files.buffer(point.chip == "BCM56960" ? "tomahawk" : "tomahawk2")
    if let pool = point.quantity.split(separator: " ").compactMap({ Int($0) }).first(where: { $0 > 1_000_000 }) {
      buffer.pools[0].cells = pool / buffer.cellBytes / buffer.slices
    }
    return buffer
  }

  private static func simulated(_ point: Reference.Point) throws -> Int? {
    let speed: UInt64 = point.quantity.contains("40G") ? 40_000 : point.quantity.contains("50G") ? 50_000 : 100_000
    let thresholds = BufferThresholds(try buffer(of: point), megabits: speed)
    if point.quantity.contains("10 priority groups") { return thresholds.packets(until: .pause, classes: [3, 4], ports: 5) }
    if point.quantity.contains("trig_pfc") { return thresholds.packets(until: .pause, classes: [3]) }
    if point.quantity.contains("ingr_drp") { return thresholds.packets(until: .ingressDrop, classes: [3]) }
    return thresholds.packets(until: .egressDrop, classes: [0])
  }

  @Test(.enabled(if: Files.shared("chips/chip-buffer-reference.json") != nil, "../shared is absent: skipped"))
  func realChips() throws {
    let data = try #require(Files.shared("chips/chip-buffer-reference.json"))
    let points = try JSONDecoder().decode(Reference.self, from: data).points
    #expect(points.count >= 12)
    for point in points {
      let packets = try #require(try Self.simulated(point), "\(point.quantity)")
      let tolerance = point.quantity.contains("lossy") ? 5 : 2
      #expect(
        abs(packets - point.packets) <= tolerance,
        "\(point.chip) \(point.quantity): \(packets), measured \(point.packets)")
    }
  }

  /// The same by the formula, without the reference file: one sender settles at alpha ÷ (1 + n × alpha) of the pool.
  @Test(arguments: [1, 2, 5, 7])
  func groupsShareAPool(_ senders: Int) throws {
    let buffer = try Files.buffer("tomahawk")
    let pool = Double(buffer.pools[0].cells)
    let packets = try #require(BufferThresholds(buffer, megabits: 100_000).packets(until: .pause, classes: [3], ports: senders))
    #expect((Double(packets) - (pool / Double(1 + senders) + 6)).magnitude <= 1)
    let drop = try #require(BufferThresholds(buffer, megabits: 50_000).packets(until: .ingressDrop, classes: [3], ports: senders))
    #expect(drop - packets >= 682 && drop - packets <= 684)
  }

  @Test func aPacketOf209BytesTakesTwoCellsOf208() throws {
    let buffer = try Files.buffer("tomahawk")
    #expect(buffer.cells(of: 208) == 1 && buffer.cells(of: 209) == 2 && buffer.cells(of: 416) == 2 && buffer.cells(of: 417) == 3)
  }
}
