/// The bytes of a capture file, read in its byte order. Every read is total: beyond the end there are zeros.
struct CaptureFile: Sendable {
  let bytes: [UInt8]
  var isBigEndian = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<T>.size else { return 0 }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    return isBigEndian ? T(bigEndian: value) : T(littleEndian: value)
  }

  func half(_ offset: Int) -> UInt16 { load(offset, as: UInt16.self) }
  func word(_ offset: Int) -> UInt32 { load(offset, as: UInt32.self) }
  func signedLong(_ offset: Int) -> Int64 { load(offset, as: Int64.self) }
  func byte(_ offset: Int) -> UInt8 { load(offset, as: UInt8.self) }

  /// The word at `offset` as big-endian, whatever the file's order: for magics.
  func magic(_ offset: Int) -> UInt32 { isBigEndian ? word(offset) : word(offset).byteSwapped }
}
