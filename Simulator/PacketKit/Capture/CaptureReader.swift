/// Reads the frames of a capture file: pcap (microseconds or nanoseconds) or pcapng, in either byte order.
///
/// The reader walks over bytes that are in memory already and allocates only for interface descriptions, of which a file cannot
/// hold more than its length allows. Each step moves forward or throws, so a hostile file costs at most its length.
///
/// - Source: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
public struct CaptureReader: Sendable {
  var file: CaptureFile
  var position: Int
  /// Frames that `next()` returned so far.
  public internal(set) var framesRead = 0
  let format: Format
  /// The interfaces of the current pcapng section.
  var interfaces: [CaptureInterface] = []

  enum Format: Hashable, Sendable {
    case pcap(linkType: UInt16, nanoseconds: Bool, minorVersion: UInt16)
    case pcapng
  }

  /// Takes the contents of a file and reads its header.
  ///
  /// - Throws: a file that is too short, of another kind, or of a version that is not known.
  public init(_ bytes: [UInt8]) throws(CaptureError) {
    file = CaptureFile(bytes)
    guard file.count >= 4 else {
      throw CaptureError(offset: 0, framesRead: 0, cause: .truncated(.fileHeader, expected: 24, available: file.count))
    }
    let magic = file.magic(0)
    if magic == CaptureReader.sectionHeaderBlock {
      format = .pcapng
      position = 0
      _ = try readBlock()
      return
    }
    let nanoseconds: Bool
    switch magic {
    case 0xa1b2_c3d4: (file.isBigEndian, nanoseconds) = (true, false)
    case 0xd4c3_b2a1: (file.isBigEndian, nanoseconds) = (false, false)
    case 0xa1b2_3c4d: (file.isBigEndian, nanoseconds) = (true, true)
    case 0x4d3c_b2a1: (file.isBigEndian, nanoseconds) = (false, true)
    default: throw CaptureError(offset: 0, framesRead: 0, cause: .unknownFormat(found: magic))
    }
    guard file.count >= 24 else {
      throw CaptureError(offset: 0, framesRead: 0, cause: .truncated(.fileHeader, expected: 24, available: file.count))
    }
    guard file.half(4) == 2 else {
      throw CaptureError(offset: 4, framesRead: 0, cause: .version(major: file.half(4), minor: file.half(6)))
    }
    // The upper bits of the link type tell the length of a frame check sequence.
    let linkType = UInt16(truncatingIfNeeded: file.word(20))
    format = .pcap(linkType: linkType, nanoseconds: nanoseconds, minorVersion: file.half(6))
    position = 24
  }

  /// The next frame; `nil` at the end of the file.
  ///
  /// - Throws: once. After an error the reader is at its end and returns `nil`.
  public mutating func next() throws(CaptureError) -> CapturedFrame? {
    do {
      switch format {
      case .pcap(let linkType, let nanoseconds, let minorVersion):
        return try nextRecord(linkType: linkType, nanoseconds: nanoseconds, minorVersion: minorVersion)
      case .pcapng:
        while position < file.count {
          if let frame = try readBlock() { return frame }
        }
        return nil
      }
    } catch {
      position = file.count
      throw error
    }
  }

  /// The bytes of a frame of this file; of another file's frame, what of its range is in this one.
  public func bytes(of frame: CapturedFrame) -> ArraySlice<UInt8> {
    file.bytes[frame.range.clamped(to: file.bytes.startIndex..<file.bytes.endIndex)]
  }

  /// Calls `body` with the bytes of a frame, without a copy. The pointer is valid in `body` only.
  public func withBytes<Result>(of frame: CapturedFrame, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try bytes(of: frame).withUnsafeBytes(body)
  }

  func failure(_ offset: Int, _ cause: CaptureError.Cause) -> CaptureError {
    CaptureError(offset: offset, framesRead: framesRead, cause: cause)
  }

  private mutating func nextRecord(linkType: UInt16, nanoseconds: Bool, minorVersion: UInt16) throws(CaptureError) -> CapturedFrame? {
    let available = file.count - position
    if available == 0 { return nil }
    guard available >= 16 else { throw failure(position, .truncated(.recordHeader, expected: 16, available: available)) }
    var captured = file.word(position + 8)
    var original = file.word(position + 12)
    // Up to 2.3 some writers stored the two lengths the other way round; the captured one is the smaller.
    if minorVersion <= 3, captured > original { swap(&captured, &original) }
    let start = position + 16
    guard Int(captured) <= file.count - start else {
      throw failure(position, .truncated(.frame, expected: Int(captured), available: file.count - start))
    }
    let fraction = Int64(file.word(position + 4))
    // Both factors are below 2³², so neither sum nor product leaves Int64.
    let timestamp = Int64(file.word(position)) * 1_000_000_000 + (nanoseconds ? fraction : fraction * 1000)
    position = start + Int(captured)
    framesRead += 1
    return CapturedFrame(range: start..<position, originalLength: Int(original), timestamp: timestamp, linkType: linkType)
  }
}
