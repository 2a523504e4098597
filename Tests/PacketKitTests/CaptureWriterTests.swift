import Foundation
import PacketKit
import Testing

@Suite struct CaptureWriterTests {
  @Test func theFileIsClassicPcapWithNanoseconds() {
    var buffer = CaptureBuffer()
    buffer.append([1, 2, 3], timestamp: 5_000_000_006)
    var expected: [UInt8] = [0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]
    expected += [5, 0, 0, 0, 6, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3]
    #expect(buffer.bytes == expected)
  }

  @Test func extremesAreStoredAsTheNearest() {
    var buffer = CaptureBuffer()
    for time in [Int64.min, -1, .max] { buffer.append([], timestamp: time) }
    buffer.append([UInt8](repeating: 7, count: CaptureBuffer.snapshotLength + 5), timestamp: 0)
    let result = frames(buffer.bytes)
    #expect(result.frames.map(\.timestamp) == [0, 0, 4_294_967_295_999_999_999, 0])
    #expect(result.frames.last?.originalLength == CaptureBuffer.snapshotLength + 5)
    #expect(result.bytes.last?.count == CaptureBuffer.snapshotLength)
  }

  @Test func aFileEqualsTheBuffer() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString).pcap").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var buffer = CaptureBuffer()
    let writer = try CaptureFileWriter(path: path)
    var numbers = SeededNumbers(21)
    for round in 0..<500 {
      let frame = numbers.bytes(round)
      buffer.append(frame, timestamp: Int64(round) * 1_000_000_007)
      try frame.withUnsafeBytes { try writer.append($0, timestamp: Int64(round) * 1_000_000_007) }
    }
    try writer.close()
    try writer.close()
    #expect(try Array(Data(contentsOf: URL(filePath: path))) == buffer.bytes)
    #expect(buffer.bytes.count > 65_536)
    #expect(throws: CaptureWriteError(operation: .write, errno: EBADF)) {
      try [UInt8](repeating: 0, count: 1).withUnsafeBytes { try writer.append($0, timestamp: 0) }
    }
  }

  @Test func aWriterThatIsDroppedStillWrites() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString).pcap").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    do { _ = try CaptureFileWriter(path: path) }
    #expect(try Array(Data(contentsOf: URL(filePath: path))) == CaptureBuffer().bytes)
  }

  @Test func errorsCarryTheSystemsNumber() throws {
    #expect(throws: CaptureWriteError(operation: .open, errno: ENOENT)) { try CaptureFileWriter(path: "/nonexistent/folder/file") }
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let full = try CaptureFileWriter(path: "/dev/full")
    #expect(throws: CaptureWriteError(operation: .write, errno: ENOSPC)) { try full.flush() }
    #expect(throws: CaptureWriteError(operation: .write, errno: ENOSPC)) { try full.close() }
    #expect(CaptureWriteError(operation: .open, errno: ENOENT).description == "cannot open the capture file: No such file or directory")
  }
}
