import ArgumentParser
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchModel

/// `trysail explain`: one packet, look-up by look-up.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain what a configured switch does with one packet, and why.",
    discussion: """
      Tells for each stage the key that was looked up, the entry that was hit, the nearest entry that missed and the bits in which it \
      differs, the action, the cycles, and where the entry comes from: a line of the configuration or of the routes.

      Exit status: 0 forwarded (also when the CPU got a copy), 3 dropped, 4 sent to the CPU only, 1 error, 64 wrong use.
      """)

  @OptionGroup var platform: BoardOption
  @OptionGroup var setup: ConfigurationOptions

  @Option(help: "The port on which the packet comes in, by name or alias.")
  var port: String

  @Option(help: ArgumentHelp("A capture (pcap or pcapng) that has the packet.", valueName: "file"))
  var pcap: String?

  @Option(help: ArgumentHelp("Which frame of the capture, from 1. Default: 1.", valueName: "number"))
  var frame: Int?

  @Option(
    help: ArgumentHelp(
      "The packet as hexadecimal digits, Ethernet header first, FCS not; spaces and colons do not matter.", valueName: "bytes"))
  var hex: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (pcap == nil) != (hex == nil) else { throw ValidationError("expected one of '--pcap <file>' and '--hex <bytes>'.") }
    if hex != nil, frame != nil { throw ValidationError("--frame needs --pcap.") }
    if let frame, frame < 1 { throw ValidationError("--frame: frames are counted from 1, found \(frame).") }
    if let hex, Explain.bytes(hex: hex) == nil {
      throw ValidationError("--hex: expected pairs of hexadecimal digits, found '\(hex.prefix(40))'.")
    }
  }

  func run() throws {
    let loaded = try LoadedSwitch(platform, config: setup.config, routes: setup.routes)
    let port = try loaded.port(named: port, for: "--port")
    let bytes = try packet()
    let names = loaded.configuration?.names ?? [:]
    let explanation: Explanation
    do throws(SwitchError) {
      explanation = try loaded.target.explain(bytes, on: port, names: names)
    } catch {
      throw Terminal.failure("\(error)")
    }
    Terminal.print(json ? JSON.text(explanation) : explanation.text(names: names))
    switch explanation.verdict {
    case .forwarded, .copied: break
    case .dropped: throw ExitCode(3)
    case .trapped: throw ExitCode(4)
    }
  }

  private func packet() throws(ExitCode) -> [UInt8] {
    if let hex { return Explain.bytes(hex: hex) ?? [] }
    let (path, wanted) = (pcap ?? "", frame ?? 1)
    let contents = try Files.bytes(of: path)
    var foreign: UInt16?
    do throws(CaptureError) {
      var reader = try CaptureReader(contents)
      while let frame = try reader.next() {
        guard reader.framesRead == wanted else { continue }
        if frame.linkType == CapturedFrame.ethernet { return Array(reader.bytes(of: frame)) }
        foreign = frame.linkType
        break
      }
      if let foreign {
        Terminal.complain("\(path): frame \(wanted) has link type \(foreign), which is not Ethernet")
      } else {
        Terminal.complain("--frame: \(path) has \(counted(reader.framesRead, "frame")), and no number \(wanted)")
      }
    } catch {
      Terminal.complain("\(path): \(error)")
    }
    throw .failure
  }

  private static func bytes(hex: String) -> [UInt8]? {
    let digits = hex.filter { !$0.isWhitespace && $0 != ":" }.utf8.map { digit -> UInt8? in
      switch digit {
      case 0x30...0x39: digit - 0x30
      case 0x41...0x46: digit - 0x41 + 10
      case 0x61...0x66: digit - 0x61 + 10
      default: nil
      }
    }
    guard !digits.isEmpty, digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
