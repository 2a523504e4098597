import ASICTiming
import SwitchPlatform
import TimingOracle

/// R3: packets through Menshen's 256-bit pipeline.
struct NarrowPipelineRow {
  let timing: PacketPipelineTiming
  let recordings: [RTLRecording]

  func row() -> AccuracyRow {
    let packets = recordings.reduce(0) { $0 + $1.rows.count }
    guard packets > 0 else {
      return AccuracyRow("R3", "packets of the 256-bit variant", limit: "99 % within 1 cycle", notRun: "\(RTLRecording.path) is absent")
    }
    let far = recordings.reduce(0) { $0 + $1.differences(timing, tolerance: 1) }
    let inexact = recordings.reduce(0) { $0 + $1.differences(timing) }
    return AccuracyRow(
      "R3", "packets of the 256-bit variant, within a cycle", figure: "\(packets - far) of \(packets), \(packets - inexact) exact",
      limit: "99 %", passes: Double(packets - far) >= 0.99 * Double(packets), against: "our recordings of the RTL, \(RTLRecording.path)")
  }
}
