import ArgumentParser
import Foundation

/// A trace in the event format of Chrome, which Perfetto's UI opens: a track a resource, a slice a packet.
///
/// A slice is as long as the packet keeps the resource from others: a pipeline stage takes the next packet before the last has left it, and
/// slices of one track must not overlap. Arrows lead from a packet's slice to its next. Times are microseconds, told to a picosecond.
/// - Source: Trace Event Format, "Complete Events", "Metadata Events", "Flow Events".
final class TraceWriter {
  /// Packets that a trace holds at most; a viewer takes no more.
  static let maximumPackets = 200_000

  private let path: String
  private let handle: FileHandle
  private let clock: Double
  private var buffer: [UInt8] = []
  private var isFirst = true
  private var hasFailed = false

  /// - Parameter tracks: Names of the resources; a track's number is its index.
  init(path: String, clock: UInt64, chip: String, tracks: [String]) throws(ExitCode) {
    self.path = path
    self.clock = Double(max(1, clock))
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
      throw Terminal.failure("\(path): cannot be written")
    }
    self.handle = handle
    append("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n")
    event("{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\(TraceWriter.quoted(chip))}}")
    for (number, name) in tracks.enumerated() {
      event("{\"ph\":\"M\",\"pid\":1,\"tid\":\(number),\"name\":\"thread_name\",\"args\":{\"name\":\(TraceWriter.quoted(name))}}")
      event("{\"ph\":\"M\",\"pid\":1,\"tid\":\(number),\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":\(number)}}")
    }
  }

  /// Where in a packet's way a slice is.
  enum Step: String {
    case first = "s"
    case next = "t"
    case last = "f"
  }

  /// A packet in a resource.
  struct Slice {
    var packet: UInt64
    var track: Int
    /// When it is let in.
    var cycle: Int64
    /// Cycles that it waited for that.
    var wait: Int64 = 0
    /// Cycles for which nobody else is let in.
    var occupancy: Int64
    /// Cycles until it leaves.
    var latency: Int64
  }

  func slice(_ slice: Slice, _ step: Step) {
    let place = "\"pid\":1,\"tid\":\(slice.track),\"name\":\"packet \(slice.packet)\",\"cat\":\"packet\",\"ts\":\(time(slice.cycle))"
    event(
      "{\"ph\":\"X\",\(place),\"dur\":\(time(max(1, slice.occupancy))),\"args\":{\"packet\":\(slice.packet),\"cycle\":\(slice.cycle),"
        + "\"wait\":\(slice.wait),\"latency\":\(slice.latency)}}")
    event("{\"ph\":\"\(step.rawValue)\",\(place),\"id\":\(slice.packet)\(step == .last ? ",\"bp\":\"e\"" : "")}")
  }

  /// Something that happens at a cycle: a drop, a write.
  func instant(_ name: String, track: Int, at cycle: Int64, packet: UInt64) {
    event(
      "{\"ph\":\"i\",\"s\":\"t\",\"pid\":1,\"tid\":\(track),\"name\":\(TraceWriter.quoted(name)),\"cat\":\"drop\",\"ts\":\(time(cycle)),"
        + "\"args\":{\"packet\":\(packet),\"cycle\":\(cycle)}}")
  }

  /// A value that has a curve of its own, such as a buffer's occupancy.
  func counter(_ name: String, at cycle: Int64, _ value: Int) {
    event("{\"ph\":\"C\",\"pid\":1,\"name\":\(TraceWriter.quoted(name)),\"ts\":\(time(cycle)),\"args\":{\"value\":\(value)}}")
  }

  /// Ends the file.
  func close() throws(ExitCode) {
    append("\n]}\n")
    flush()
    try? handle.close()
    if hasFailed { throw Terminal.failure("\(path): cannot be written") }
  }

  private func event(_ text: String) {
    append(isFirst ? text : ",\n" + text)
    isFirst = false
  }

  private func append(_ text: String) {
    buffer += Array(text.utf8)
    if buffer.count >= 1 << 16 { flush() }
  }

  private func flush() {
    do { try handle.write(contentsOf: Data(buffer)) } catch { hasFailed = true }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Cycles in microseconds.
  private func time(_ cycles: Int64) -> String {
    let picoseconds = (Double(max(0, cycles)) * 1e12 / clock).rounded()
    guard picoseconds < 9e18 else { return "9000000000000" }
    let whole = Int64(picoseconds)
    let rest = String(whole % 1_000_000)
    return "\(whole / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
