import Foundation
import Testing

/// `trysail timing` as a user runs it.
@Suite struct TimingTests {
  private func timing(_ events: String, _ more: String...) throws -> Tool.Result {
    try Tool.withFolder { folder in
      let file = folder.appending(path: "events.json")
      try Data(events.utf8).write(to: file)
      return try Tool.run(["timing", "--events", file.path] + more)
    }
  }

  @Test func packets() throws {
    let result = try timing(#"{"packets": [[7, 65, 65], [8, 67, 90]]}"#, "--chip", "menshen-512")
    #expect(result.status == 0)
    #expect(result.output == "{\"packets\": [\n  [7, 65, 65, 173, 173],\n  [8, 67, 90, 175, 198]\n]}\n")
  }

  @Test func stagesAreThreeOfFive() throws {
    let result = try timing(
      #"{"packets": [[7, 65, 65]], "output_ready": {"low_one_cycle_in": 141}}"#, "--chip", "menshen-512", "--stages", "3")
    #expect(result.output == "{\"packets\": [\n  [7, 65, 65, 142, 142]\n]}\n", "not ready in cycle 141")
  }

  @Test func tableWrites() throws {
    let result = try Tool.run("timing", "--chip", "Platforms/asics/menshen-512.yaml", "--writes", "--stages", "3")
    #expect(result.output.contains(#""cam": {"stage0": 11, "stage1": 18, "stage2": 25}"#))
    #expect(result.output.contains(#""deparser_table": 30"#))
  }

  @Test func points() throws {
    let mac = try timing(#"{"points": [{"frame_bytes_with_fcs": 65, "frames": 401, "note": 1}]}"#, "--chip", "mac-10g")
    #expect(mac.output.contains(#""avg_cycles_per_frame": 10.625"#))
    #expect(try Tool.run("timing", "--chip", "axis-switch-4x4").output.contains(#""first_out_to_last_out_cycles": 9600"#))
    #expect(try Tool.run("timing", "--chip", "verilog-cam-srl").output.contains(#""eight_back_to_back_writes_cycles": 264"#))
  }

  @Test(arguments: [
    (#"{"packets": [[0, 5, 4]]}"#, "1:21: error TYP02"), (#"{"packets": [[0, -5, 4]]}"#, "1:18: error TYP02"),
    (#"{"packets": [[0, 5, 6], [1, 6, 7]]}"#, "1:29: error TYP02"), (#"{"packets": [[0, 5]]}"#, "1:14: error TYP01"),
    (#"{"packets": [[0, 4611686018427387904, 4611686018427387904]]}"#, "1:18: error TYP02"), (#"{"packets": [[0, 5"#, "error SYN05"),
    (#"{"packets": [], "output_ready": {"low_one_cycle_in": 1}}"#, "error TYP02"), (#"{"packet": []}"#, "did you mean 'packets'")
  ]) func faultyEvents(events: String, message: String) throws {
    let result = try timing(events, "--chip", "menshen-512")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message))
  }

  @Test(arguments: [
    (["--chip", "menshen-511", "--writes"], "did you mean 'menshen-512'"),
    (["--chip", "menshen-512", "--writes", "--stages", "33"], "1…32"),
    (["--chip", "menshen-512", "--writes", "--stages", "0"], "1…32"), (["--chip", "menshen-512"], "--events or --writes"),
    (["--chip", "menshen-512-calendars"], "expected --events"), (["--chip", "menshen-512-calendars", "--writes"], "has no tables"),
    (["--chip", "mac-10g", "--stages", "2"], "no match-action stages"), (["--chip", "rtl8380"], "has no 'timing'")
  ]) func wrongUse(arguments: [String], message: String) throws {
    let result = try Tool.run(["timing"] + arguments)
    #expect(result.status == 1)
    #expect(result.errors.contains(message))
  }
}
