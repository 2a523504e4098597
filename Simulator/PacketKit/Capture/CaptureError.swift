/// Why a capture file could not be read further: where, what stands there, and what was expected.
public struct CaptureError: Error, Hashable, Sendable {
  /// Bytes from the start of the file to what is wrong.
  public let offset: Int
  /// Frames that were read before.
  public let framesRead: Int
  public let cause: Cause

  public init(offset: Int, framesRead: Int, cause: Cause) {
    self.offset = offset
    self.framesRead = framesRead
    self.cause = cause
  }

  public enum Cause: Hashable, Sendable {
    /// The first four bytes, read as big-endian, are no magic of pcap or pcapng.
    case unknownFormat(found: UInt32)
    /// The file ends inside something.
    case truncated(Part, expected: Int, available: Int)
    /// A version other than pcap 2.x or pcapng 1.x.
    case version(major: UInt16, minor: UInt16)
    /// A pcapng section's byte-order magic, read as big-endian, is neither of the two.
    case byteOrder(found: UInt32)
    /// A pcapng block's length is no multiple of 4 or less than its fixed fields need.
    case blockLength(found: UInt32, minimum: Int)
    /// The length behind a pcapng block differs from the one before it.
    case trailingLength(found: UInt32, expected: UInt32)
    /// A frame is said to be longer than the block that holds it.
    case capturedLength(found: UInt32, available: Int)
    /// A frame names an interface that no block described.
    case unknownInterface(found: UInt32, known: Int)
    /// An option of an interface runs past its block, or has a length that its code does not allow.
    case option(code: UInt16, length: UInt16)
  }

  /// What the file ended in.
  public enum Part: Hashable, Sendable {
    case fileHeader, recordHeader, frame, blockHeader, block
  }
}

extension CaptureError: CustomStringConvertible {
  public var description: String {
    "\(cause) at byte \(offset), after \(framesRead) \(framesRead == 1 ? "frame" : "frames")"
  }
}

extension CaptureError.Cause: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFormat(let found): "expected a pcap or pcapng magic, found 0x\(String(found, radix: 16))"
    case .truncated(let part, let expected, let available): "the file ends in a \(part): expected \(expected) bytes, found \(available)"
    case .version(let major, let minor): "expected version 2 of pcap or 1 of pcapng, found \(major).\(minor)"
    case .byteOrder(let found): "expected byte-order magic 0x1a2b3c4d in either order, found 0x\(String(found, radix: 16))"
    case .blockLength(let found, let minimum): "expected a block length of at least \(minimum) and a multiple of 4, found \(found)"
    case .trailingLength(let found, let expected): "expected the block length \(expected) again behind the block, found \(found)"
    case .capturedLength(let found, let available): "expected a frame of at most \(available) bytes in its block, found \(found)"
    case .unknownInterface(let found, let known): "expected an interface below \(known), found \(found)"
    case .option(let code, let length): "interface option \(code) cannot have length \(length) here"
    }
  }
}

extension CaptureError.Part: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fileHeader: "file header"
    case .recordHeader: "record header"
    case .frame: "frame"
    case .blockHeader: "block header"
    case .block: "block"
    }
  }
}
