import SwitchModel

/// What one line of a route list is.
enum RouteLine {
  /// Empty, or a comment.
  case blank
  case prefix(IPPrefix)
  case refused(Refusal)

  /// Why a line is no route.
  enum Refusal {
    case notAPrefix
    /// The prefix with its host bits cleared.
    case hostBits(IPPrefix)
    case multicast
    case tooLong

    var message: String {
      switch self {
      case .notAPrefix: "expected an IP prefix such as 192.0.2.0/24 or 2001:db8::/32 at the start of the line"
      case .hostBits(let prefix): "the address has bits after its prefix; expected \(prefix)"
      case .multicast: "a multicast prefix is no unicast route"
      case .tooLong: "the line's first word is too long for an IP prefix"
      }
    }
  }

  /// The longest textual IPv6 prefix, with room to spare.
  private static let maximumLength = 64

  /// Reads the first word of a line, without allocation.
  init(_ line: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < line.count, RouteLine.isSpace(line[start]) { start += 1 }
    guard start < line.count, line[start] != UInt8(ascii: ";"), line[start] != UInt8(ascii: "#") else {
      self = .blank
      return
    }
    var end = start
    var slash: Int?
    while end < line.count, !RouteLine.isSpace(line[end]) {
      if line[end] == UInt8(ascii: "/"), slash == nil { slash = end }
      end += 1
    }
    guard end - start <= RouteLine.maximumLength else {
      self = .refused(.tooLong)
      return
    }
    guard let address = IPAddress(bytes: UnsafeBufferPointer(rebasing: line[start..<(slash ?? end)])) else {
      self = .refused(.notAPrefix)
      return
    }
    var length = address.family.bitWidth
    if let slash {
      guard let given = RouteLine.length(line, slash + 1, end) else {
        self = .refused(.notAPrefix)
        return
      }
      length = given
    }
    guard let prefix = IPPrefix(address, length: length) else {
      self = .refused(.notAPrefix)
      return
    }
    if prefix.address != address {
      self = .refused(.hostBits(prefix))
    } else if address.isMulticast {
      self = .refused(.multicast)
    } else {
      self = .prefix(prefix)
    }
  }

  private static func length(_ line: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt8? {
    guard end > start, end - start <= 3 else { return nil }
    var value = 0
    for index in start..<end {
      let digit = line[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return UInt8(exactly: value)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
