import SwitchModel
import SwitchPlatform

/// The chip's range checkers: each compares a packet's source or destination port with a range, and gives a bit of the ACLs' keys.
///
/// Entries that want the same range share a checker. There are few; a range that finds none becomes prefixes.
final class RangeCheckers {
  private struct Range: Hashable {
    var isDestination: Bool
    var lower: UInt16
    var upper: UInt16
  }

  private let core: DeviceCore
  private let image: TableImage
  private var numbers: NumberAllocator
  private var held: [Range: (number: Int, users: Int)] = [:]
  private var rangeOfNumber: [Int: Range] = [:]

  /// - Returns: `nil` where the chip has none.
  init?(_ core: DeviceCore) {
    guard let image = core.images[.rangeChecker] else { return nil }
    self.core = core
    self.image = image
    numbers = NumberAllocator(0..<min(64, image.rows))
  }

  /// Whether a range can have a checker now.
  func canTake(_ range: L4PortRange, isDestination: Bool) -> Bool {
    held[Range(isDestination: isDestination, lower: range.lower, upper: range.upper)] != nil || !numbers.isExhausted
  }

  /// A checker for a range, which is staged where it is new.
  func take(_ range: L4PortRange, isDestination: Bool) -> Int? {
    let range = Range(isDestination: isDestination, lower: range.lower, upper: range.upper)
    if let there = held[range] {
      held[range] = (there.number, there.users + 1)
      return there.number
    }
    guard let number = numbers.take() else { return nil }
    held[range] = (number, 1)
    rangeOfNumber[number] = range
    let row = image.blank()
    image.set(.valid, 1, in: row)
    image.set(.isDestination, range.isDestination ? 1 : 0, in: row)
    image.set(.lower, UInt64(range.lower), in: row)
    image.set(.upper, UInt64(range.upper), in: row)
    core.stage(image, number, row)
    return number
  }

  func give(_ number: Int) {
    guard let range = rangeOfNumber[number], let there = held[range] else { return }
    if there.users > 1 {
      held[range] = (number, there.users - 1)
      return
    }
    held[range] = nil
    rangeOfNumber[number] = nil
    numbers.give(number)
    core.clear(image, number)
  }

  func isHeld(_ number: Int) -> Bool { core.holds(image, number) }

  var level: Usage.Level {
    Usage.Level(pool: core.pools[image.pool].name, capacity: image.rows, occupied: numbers.used)
  }
}
