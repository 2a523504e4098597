import ArgumentParser
import Foundation
import PacketKit
import SimulatedSwitch
import SwitchModel
import SwitchPlatform

/// `trysail traffic`: packets for a configuration that has none of its own.
struct Traffic: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make captures that suit a configuration.",
    discussion: """
      Most packets are routed to prefixes and neighbors or bridged between the stations of a VLAN; the rest tries the other paths: \
      ARP, unresolved neighbors, the switch's own addresses, last hops, prefixes without a route, unknown stations, multicast, ACL \
      entries, LLDP. The folder gets a capture for each port, for 'trysail simulate --pcap PORT=FILE'. The packets' time stamps are a \
      microsecond apart. The same configuration, count and seed give the same bytes.
      """)

  @OptionGroup var platform: BoardOption
  @OptionGroup var setup: ConfigurationOptions

  @Option(help: "Packets to make.")
  var count = 1000

  @Option(help: "Another seed, other packets.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Length of most frames on the wire, FCS included, 64 to 9,000.", valueName: "bytes"))
  var size = 64

  @Option(name: .customLong("out"), help: ArgumentHelp("The folder for the captures; made where it is missing.", valueName: "dir"))
  var folder: String

  func validate() throws {
    guard (1...100_000_000).contains(count) else { throw ValidationError("--count: expected 1 to 100,000,000, found \(count).") }
    guard (64...9000).contains(size) else { throw ValidationError("--size: expected 64 to 9,000 bytes, found \(size).") }
  }

  func run() throws {
    let loaded = try LoadedSwitch(platform, config: setup.config, routes: setup.routes)
    try Files.makeFolder(folder)
    for port in loaded.target.platform.board.ports {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(loaded.fileName(of: PortID(port.number))).pcap")
    }
    var mix = TrafficMix(of: loaded.target, seed: seed, size: size)
    var writers: [PortID: CaptureFileWriter] = [:]
    var frames: [PortID: Int] = [:]
    var kinds: [TrafficMix.Kind: Int] = [:]
    let progress = Progress()
    for number in 0..<count {
      guard let packet = mix.next() else { throw Terminal.failure("the configuration has no port that is up and leads to anybody") }
      let path = "\(folder)/\(loaded.fileName(of: packet.port)).pcap"
      do {
        let writer = try writers[packet.port] ?? CaptureFileWriter(path: path)
        writers[packet.port] = writer
        try packet.frame.withUnsafeBytes { try writer.append($0, timestamp: Int64(number) * 1000) }
      } catch { throw Terminal.failure("\(path): \(error)") }
      frames[packet.port, default: 0] += 1
      kinds[packet.kind, default: 0] += 1
      progress.update("\(number.grouped) packets")
    }
    progress.finish()
    for (port, writer) in writers {
      do { try writer.close() } catch { throw Terminal.failure("\(folder)/\(loaded.fileName(of: port)).pcap: \(error)") }
    }
    var table = TextTable([.left, .right], header: ["capture", "frames"], indent: 0)
    for (port, number) in frames.sorted(by: { $0.key < $1.key }) {
      table.add(["\(folder)/\(loaded.fileName(of: port)).pcap", number.grouped])
    }
    let mixed = TrafficMix.Kind.allCases.compactMap { kind in kinds[kind].map { "\(kind.rawValue) \($0.grouped)" } }
    let paint = Paint.output
    Terminal.print((table.lines(paint) + ["", "\(counted(count, "packet")): \(mixed.joined(separator: ", "))"]).joined(separator: "\n"))
  }
}
