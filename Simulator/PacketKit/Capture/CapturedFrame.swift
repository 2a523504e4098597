/// Where one frame stands in a capture file, and what the file says about it.
@frozen
public struct CapturedFrame: Hashable, Sendable {
  /// The captured bytes, as offsets into the file.
  public let range: Range<Int>
  /// Length of the frame on the wire: the range is shorter when the capture was cut. Bytes; what the file says, unchecked.
  public let originalLength: Int
  /// Nanoseconds since 1970-01-01 00:00 UTC; 0 where the file has no time, the nearest end of `Int64` where it does not fit.
  public let timestamp: Int64
  /// What the first header is: 1 for Ethernet.
  ///
  /// - Source: tcpdump.org, LINKTYPE registry.
  public let linkType: UInt16

  @inlinable
  public init(range: Range<Int>, originalLength: Int, timestamp: Int64, linkType: UInt16) {
    self.range = range
    self.originalLength = originalLength
    self.timestamp = timestamp
    self.linkType = linkType
  }

  /// `linkType` of Ethernet frames.
  public static let ethernet: UInt16 = 1
}
