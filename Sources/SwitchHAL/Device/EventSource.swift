public import SwitchModel

/// What the device does by itself and tells.
public protocol EventSource: AnyObject {
  /// Takes the oldest event.
  ///
  /// - Returns: `nil` when there is none.
  /// - Throws: `.device` when the device does not answer; no event is lost by it.
  func nextEvent() throws(SwitchError) -> SwitchEvent?
}

/// Something that the device did by itself.
@frozen
public enum SwitchEvent: Hashable, Sendable {
  /// An address that was not there is in the FDB.
  case learned(FDBEntry)
  /// An address of the FDB was seen on another port than `from`, and is there now.
  case moved(FDBEntry, from: PortID)
  /// An address that was not seen for long is gone from the FDB.
  case aged(FDBEntry)
  /// Events for which the device had no room, at this place in the order: what the FDB holds has to be read.
  case lost(UInt64)
}

/// How long the device keeps an address that it no longer sees.
public protocol FDBAgeing: AnyObject {
  /// - Unit: seconds; 0: for ever.
  var ageingTime: UInt32 { get }

  /// Sets the time, which begins anew.
  ///
  /// An address that is not seen any more is removed after one to two times the time; static entries never.
  ///
  /// - Parameter seconds: Range: 0…4294967295. Default: 0, for ever.
  /// - Throws: `.device` when the device does not answer.
  /// - Source: SAI_SWITCH_ATTR_FDB_AGING_TIME; IEEE 802.1Q §8.8.3.
  func setAgeingTime(_ seconds: UInt32) throws(SwitchError)
}
