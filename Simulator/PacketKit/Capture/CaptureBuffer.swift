/// A capture file in memory: classic pcap with nanoseconds, little-endian, Ethernet.
///
/// - Source: draft-ietf-opsawg-pcap §4, §5.
public struct CaptureBuffer: Sendable {
  /// Longest frame that is stored whole; of longer ones the first bytes are. Bytes.
  public static let snapshotLength = 262_144

  /// The file so far, header included.
  public private(set) var bytes: [UInt8] = []

  /// A file without frames.
  public init() {
    put(0xa1b2_3c4d)
    put(4 << 16 | 2)  // version 2.4, two half words
    put(0)
    put(0)
    put(UInt32(CaptureBuffer.snapshotLength))
    put(UInt32(CapturedFrame.ethernet))
  }

  /// Adds a frame.
  ///
  /// - Parameters:
  ///   - frame: Ethernet frame without FCS; beyond `snapshotLength` bytes only its length is kept.
  ///   - timestamp: nanoseconds since 1970; the format holds 0 ..< 2³² seconds, and the nearest of them is stored.
  /// - Complexity: O(length).
  public mutating func append(_ frame: UnsafeRawBufferPointer, timestamp: Int64) {
    let time = min(max(timestamp, 0), 4_294_967_295_999_999_999)
    let stored = min(frame.count, CaptureBuffer.snapshotLength)
    put(UInt32(truncatingIfNeeded: time / 1_000_000_000))
    put(UInt32(truncatingIfNeeded: time % 1_000_000_000))
    put(UInt32(truncatingIfNeeded: stored))
    put(UInt32(clamping: frame.count))
    bytes.append(contentsOf: frame.prefix(stored))
  }

  /// Adds a frame.
  public mutating func append(_ frame: [UInt8], timestamp: Int64) {
    frame.withUnsafeBytes { append($0, timestamp: timestamp) }
  }

  /// Forgets the first `count` bytes, which are elsewhere by now.
  mutating func drop(_ count: Int) {
    if count >= bytes.count { bytes.removeAll(keepingCapacity: true) } else { bytes.removeFirst(count) }
  }

  private mutating func put(_ word: UInt32) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
