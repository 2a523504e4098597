import ASICTiming
public import SwitchPlatform

/// Packets through the RTL of Menshen's pipeline, as the file `Tests/Recordings/menshen.json` has them: how they were made stands there.
public struct RTLRecording: Sendable {
  public var name: String
  public var busBits: Int
  public var stages: Int
  /// The receiver is not ready in cycles that are a multiple of this; 0: always ready.
  public var lowOneIn: Int
  /// Words that the RTL wrote to a full queue.
  public var lostWords: Int
  public var rows: [RegisterModel.Row]

  public static let path = "Tests/Recordings/menshen.json"

  /// - Returns: `nil` where the text is not in the form of that file, or has no packets.
  public static func all(_ text: String) -> [RTLRecording]? {
    guard let elements = JSONDocument.parse(text, file: path).node?["recordings"]?.elements else { return nil }
    let recordings = elements.compactMap { RTLRecording($0) }
    return recordings.count == elements.count && !recordings.isEmpty ? recordings : nil
  }

  private init?(_ node: Node) {
    func number(_ key: String) -> Int? { node[key]?.text.flatMap { Int($0) } }
    guard let name = node["name"]?.text, let busBits = number("bus_bits"), let stages = number("stages"),
      let lostWords = number("lost_words"), let packets = node["packets"]?.elements, !packets.isEmpty
    else { return nil }
    self.name = name
    self.busBits = busBits
    self.stages = stages
    self.lostWords = lostWords
    lowOneIn = number("low_one_cycle_in") ?? 0
    rows = packets.compactMap { packet in
      guard let cells = packet.elements, cells.count == 5, let first = cells[1].text.flatMap({ Int($0) }),
        let last = cells[2].text.flatMap({ Int($0) })
      else { return nil }
      let out = cells[3...].map { $0.text.flatMap { Int($0) } ?? -1 }
      return RegisterModel.Row(firstIn: first, lastIn: last, firstOut: out[0], lastOut: out[1])
    }
    guard rows.count == packets.count else { return nil }
  }

  /// Packets that a pipeline lets out at other cycles.
  ///
  /// - Parameter tolerance: the difference of last words that is not counted, in cycles.
  public func differences(_ timing: PacketPipelineTiming, tolerance: Int = 0) -> Int {
    var timing = timing
    timing.stages = stages
    let packets = Recording.run(timing, rows, lowOneIn: lowOneIn)
    if tolerance == 0 { return Recording.differences(rows, packets) }
    return zip(rows, packets).count { row, packet in
      (row.lastOut < 0) != (packet.lastOut < 0) || abs(row.lastOut - Int(packet.lastOut)) > tolerance
    }
  }
}
