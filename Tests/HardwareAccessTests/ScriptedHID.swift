import DeviceAccess

/// A HID device that expects reports, and answers with others: what a bridge says on its wire, byte by byte.
final class ScriptedHID: HIDDevice {
  enum Step {
    /// The bytes that a report begins with; zeros follow to its end.
    case expect([UInt8])
    case answer([UInt8])
    case fail(DeviceError.Fault)
    /// A report that comes without being asked for, taken by who reads what is left.
    case stale([UInt8])
    /// Nothing is left to be read.
    case quiet
  }

  let name = "usb 1-2"
  private var steps: [Step]
  private(set) var faults: [String] = []
  var isDone: Bool { steps.isEmpty }

  init(_ steps: [Step]) { self.steps = steps }

  func send(_ report: [UInt8]) throws(DeviceError) {
    guard !steps.isEmpty else { return faults.append("\(report.prefix(8)) behind the end") }
    switch steps.removeFirst() {
    case .expect(let bytes):
      let whole = bytes + Array(repeating: 0, count: max(0, 64 - bytes.count))
      if report != whole { faults.append("\(report.prefix(24)); expected \(bytes)") }
    case .answer, .stale, .quiet: faults.append("\(report.prefix(8)) where an answer was to be read")
    case .fail(let fault): throw DeviceError(name, fault)
    }
  }

  private(set) var features: [[UInt8]] = []
  func setFeature(_ report: [UInt8]) throws(DeviceError) { features.append(report) }

  func receive() throws(DeviceError) -> [UInt8] {
    guard !steps.isEmpty else { throw DeviceError(name, .timeout("a report")) }
    switch steps.removeFirst() {
    case .answer(let bytes): return bytes + Array(repeating: 0, count: bytes.count < 3 ? 0 : max(0, 64 - bytes.count))
    case .expect(let bytes):
      faults.append("an answer was asked for; expected \(bytes)")
      return []
    case .stale(let bytes):
      faults.append("an answer was asked for, and \(bytes) is left of an earlier transfer")
      return []
    case .quiet, .fail(.timeout): throw DeviceError(name, .timeout("a report"))
    case .fail(let fault): throw DeviceError(name, fault)
    }
  }

  func receive(within milliseconds: UInt32) throws(DeviceError) -> [UInt8] {
    guard !steps.isEmpty else { throw DeviceError(name, .timeout("a report")) }
    switch steps.removeFirst() {
    case .stale(let bytes): return bytes
    case .quiet: throw DeviceError(name, .timeout("a report"))
    case .fail(let fault): throw DeviceError(name, fault)
    case .expect(let bytes), .answer(let bytes):
      faults.append("what is left was read; expected \(bytes)")
      throw DeviceError(name, .timeout("a report"))
    }
  }
}
