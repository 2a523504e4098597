// The blocks of pcapng: type, length, body, length again; all in the byte order of their section.

extension CaptureReader {
  static let sectionHeaderBlock: UInt32 = 0x0a0d_0d0a
  private static let interfaceBlock: UInt32 = 1
  private static let obsoletePacketBlock: UInt32 = 2
  private static let simplePacketBlock: UInt32 = 3
  private static let enhancedPacketBlock: UInt32 = 6

  /// Reads the block at `position` and moves behind it; at least 12 bytes.
  ///
  /// - Returns: the block's frame, if it has one.
  mutating func readBlock() throws(CaptureError) -> CapturedFrame? {
    let available = file.count - position
    guard available >= 12 else { throw failure(position, .truncated(.blockHeader, expected: 12, available: available)) }
    // The type of a section header reads the same in either order, and its order is known only from its body.
    let isSection = file.magic(position) == CaptureReader.sectionHeaderBlock
    if isSection { try startSection() }
    let type = file.word(position)
    let declared = file.word(position + 4)
    let length = Int(declared)
    let minimum = isSection ? 28 : CaptureReader.minimumLength(type)
    guard length >= minimum, length % 4 == 0 else { throw failure(position + 4, .blockLength(found: declared, minimum: minimum)) }
    guard length <= available else { throw failure(position, .truncated(.block, expected: length, available: available)) }
    let trailer = position + length - 4
    guard file.word(trailer) == declared else {
      throw failure(trailer, .trailingLength(found: file.word(trailer), expected: declared))
    }
    let body = position + 8..<trailer
    var frame: CapturedFrame?
    switch type {
    case CaptureReader.interfaceBlock: interfaces.append(try readInterface(body))
    case CaptureReader.obsoletePacketBlock: frame = try readPacket(body, interface: UInt32(file.half(body.lowerBound)))
    case CaptureReader.enhancedPacketBlock: frame = try readPacket(body, interface: file.word(body.lowerBound))
    case CaptureReader.simplePacketBlock: frame = try readSimplePacket(body)
    default: break
    }
    position += length
    if frame != nil { framesRead += 1 }
    return frame
  }

  private static func minimumLength(_ type: UInt32) -> Int {
    switch type {
    case interfaceBlock: 20
    case obsoletePacketBlock, enhancedPacketBlock: 32
    case simplePacketBlock: 16
    default: 12
    }
  }

  private mutating func startSection() throws(CaptureError) {
    switch file.magic(position + 8) {
    case 0x1a2b_3c4d: file.isBigEndian = true
    case 0x4d3c_2b1a: file.isBigEndian = false
    case let found: throw failure(position + 8, .byteOrder(found: found))
    }
    guard file.count - position >= 16 else {
      throw failure(position, .truncated(.blockHeader, expected: 28, available: file.count - position))
    }
    let major = file.half(position + 12)
    guard major == 1 else { throw failure(position + 12, .version(major: major, minor: file.half(position + 14))) }
    interfaces.removeAll(keepingCapacity: true)
  }

  private func interface(_ index: UInt32, at offset: Int) throws(CaptureError) -> CaptureInterface {
    guard index < interfaces.count else { throw failure(offset, .unknownInterface(found: index, known: interfaces.count)) }
    return interfaces[Int(index)]
  }

  /// Enhanced and obsolete packet blocks differ only in the width of the interface's number.
  private func readPacket(_ body: Range<Int>, interface index: UInt32) throws(CaptureError) -> CapturedFrame {
    let start = body.lowerBound
    let interface = try interface(index, at: start)
    let captured = file.word(start + 12)
    let data = start + 20
    guard Int(captured) <= body.upperBound - data else {
      throw failure(start + 12, .capturedLength(found: captured, available: body.upperBound - data))
    }
    let ticks = UInt64(file.word(start + 4)) << 32 | UInt64(file.word(start + 8))
    return CapturedFrame(
      range: data..<data + Int(captured), originalLength: Int(file.word(start + 16)),
      timestamp: interface.nanoseconds(ticks), linkType: interface.linkType)
  }

  /// A simple packet block has no captured length: it is the original one, cut to the interface's snapshot length.
  private func readSimplePacket(_ body: Range<Int>) throws(CaptureError) -> CapturedFrame {
    let start = body.lowerBound
    let interface = try interface(0, at: start)
    let original = file.word(start)
    let captured = interface.snapshotLength == 0 ? original : min(original, interface.snapshotLength)
    let data = start + 4
    guard Int(captured) <= body.upperBound - data else {
      throw failure(start, .capturedLength(found: captured, available: body.upperBound - data))
    }
    return CapturedFrame(
      range: data..<data + Int(captured), originalLength: Int(original), timestamp: 0, linkType: interface.linkType)
  }

  private func readInterface(_ body: Range<Int>) throws(CaptureError) -> CaptureInterface {
    var interface = CaptureInterface(linkType: file.half(body.lowerBound), snapshotLength: file.word(body.lowerBound + 4))
    var offset = body.lowerBound + 8
    while offset < body.upperBound {
      // Bodies and options are padded to 4 bytes, so a whole option header is here.
      let code = file.half(offset)
      let length = file.half(offset + 2)
      if code == 0 { break }
      let end = offset + 4 + (Int(length) + 3) / 4 * 4
      guard end <= body.upperBound else { throw failure(offset, .option(code: code, length: length)) }
      switch (code, length) {
      case (9, 1): interface.resolution = file.byte(offset + 4)
      case (14, 8): interface.offset = file.signedLong(offset + 4)
      case (9, _), (14, _): throw failure(offset, .option(code: code, length: length))
      default: break
      }
      offset = end
    }
    return interface
  }
}
