/// How frames stand on a wire: a rate, and what each frame has beside its own bytes.
public struct LinkTiming: Hashable, Sendable {
  /// Whether a receiver starts when the first or when the last byte is in.
  public enum Forwarding: String, Hashable, Sendable, CaseIterable {
    case storeAndForward, cutThrough
  }

  /// Bytes that pass in `cycles` cycles.
  ///
  /// - Range: 1…2^31, as `cycles`.
  public var bytes: Int
  public var cycles: Int
  /// - Unit: bytes, start-of-frame delimiter included.
  public var preamble: Int
  /// - Unit: bytes between two frames; the mean where starts are aligned.
  public var interPacketGap: Int
  /// - Unit: bytes that the link adds to a frame.
  public var fcs: Int
  /// - Unit: bytes, FCS included; shorter frames are padded.
  public var minimumFrame: Int
  /// - Unit: bytes, FCS included; longer frames are not sent.
  public var maximumFrame: Int
  /// Frames start at a multiple of this many bytes after the start before; 1: anywhere. With more, gaps are shortened and lengthened
  /// by a deficit idle count (IEEE 802.3 46.3.1.4), so that their mean stays.
  public var alignment: Int
  /// - Unit: cycles from the first word offered to the start of the frame on the wire.
  public var latency: Int
  public var forwarding: Forwarding

  public init(
    bytes: Int, cycles: Int = 1, preamble: Int = 8, interPacketGap: Int = 12, fcs: Int = 4, minimumFrame: Int = 64,
    maximumFrame: Int = 16384, alignment: Int = 1, latency: Int = 0, forwarding: Forwarding = .storeAndForward
  ) {
    self.bytes = bytes
    self.cycles = cycles
    self.preamble = preamble
    self.interPacketGap = interPacketGap
    self.fcs = fcs
    self.minimumFrame = minimumFrame
    self.maximumFrame = maximumFrame
    self.alignment = alignment
    self.latency = latency
    self.forwarding = forwarding
  }
}
