public import PacketKit
public import SwitchModel

/// A capture that plays on a port: its next frame, and what was odd about it so far.
///
/// A fault of the file ends it: the frames before the fault play.
public struct CaptureFeed: Sendable {
  public let port: PortID
  /// What to call the capture in reports: its path.
  public let name: String
  /// Frames that have been played.
  public private(set) var frames = 0
  /// Frames of which the capture has only the first bytes: they play as what is left of them.
  public private(set) var cutFrames = 0
  /// Frames that are not Ethernet, and the first one's link type.
  public private(set) var foreignFrames = 0
  public private(set) var foreignLinkType: UInt16?
  /// Why the capture ended before its file did.
  public private(set) var fault: CaptureError?
  /// The next frame.
  private(set) var head: CapturedFrame?
  private var reader: CaptureReader?

  /// - Parameter bytes: The contents of a pcap or pcapng file; a file that is neither is a feed without frames and with a fault.
  public init(port: PortID, name: String, bytes: [UInt8]) {
    self.port = port
    self.name = name
    do throws(CaptureError) { reader = try CaptureReader(bytes) } catch { fault = error }
    advance()
  }

  /// The earliest time stamp of the frames that are left; `nil` without frames.
  ///
  /// - Complexity: O(bytes).
  var earliest: Int64? {
    guard let head else { return nil }
    var earliest = head.timestamp
    var rest = reader
    while let frame = try? rest?.next() { earliest = min(earliest, frame.timestamp) }
    return earliest
  }

  /// Takes the next frame out.
  mutating func take(_ body: (_ frame: UnsafeRawBufferPointer, _ isEthernet: Bool) -> Void) {
    guard let frame = head, let reader else { return }
    frames += 1
    let isEthernet = frame.linkType == CapturedFrame.ethernet
    if !isEthernet {
      foreignFrames += 1
      if foreignLinkType == nil { foreignLinkType = frame.linkType }
    } else if frame.range.count < frame.originalLength {
      cutFrames += 1
    }
    reader.withBytes(of: frame) { body($0, isEthernet) }
    advance()
  }

  private mutating func advance() {
    head = nil
    do throws(CaptureError) { head = try reader?.next() } catch { fault = error }
  }
}
