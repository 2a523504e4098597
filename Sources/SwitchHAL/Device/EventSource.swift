public import SwitchModel

/// What a device notices by itself, in order.
public protocol EventSource: AnyObject {
  /// Takes the oldest event.
  ///
  /// - Returns: `nil` when there is none.
  func nextEvent() throws(SwitchError) -> SwitchEvent?
}

/// One thing that a device has noticed.
public enum SwitchEvent: Hashable, Sendable {
  /// An address was learned.
  case learned(FDBEntry)
  /// An address that was known is now behind another port.
  case moved(FDBEntry, from: PortID)
  /// An address was not heard of for the ageing time, and forgotten.
  case aged(FDBEntry)
  /// The device had no room to keep this many events.
  case lost(Int)
}

/// Forgets FDB entries that the device has learned and not heard of for a while.
public protocol FDBAgeing: AnyObject {
  /// An entry goes between one and two of these times after it was last heard of.
  ///
  /// - Unit: seconds. 0: entries stay. Default: 0.
  var ageingTime: UInt32 { get }

  /// - Throws: `.invalid` for a time that the device cannot wait.
  func setAgeingTime(_ seconds: UInt32) throws(SwitchError)
}
