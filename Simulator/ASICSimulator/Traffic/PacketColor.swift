/// What a meter has made of a packet; the lower, the better.
///
/// - Source: RFC 2697 §3.
public enum PacketColor: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  /// Within the committed rate; what no meter has seen.
  case green = 0
  /// Above the committed rate, within the excess size or the peak rate.
  case yellow
  /// Above both.
  case red
}
