/// A stage in which headers that come at odd distances delay or replace others.
///
/// Its units take a header in two cycles each. The crossbar halts for a cycle where a header comes two cycles behind another: so the action
/// RAM holds one that comes three cycles behind those back by one, and is not ready for the header two cycles after it. That one is there
/// a cycle longer if another follows in two cycles, and lost if not. The match unit in turn holds back the one that follows; it then reads
/// what is in front of it a cycle late, when the next header has already taken the place of the one that was meant. Two is what the chip file
/// says: a unit's cycles.
struct StageHazards {
  /// - Unit: cycles that a unit takes; 0: headers do not hinder each other.
  private let unit: Int64

  init(unit: Int) { self.unit = Int64(unit) }

  /// A header where the stage begins: the cycle, and whose it is.
  struct Header {
    var cycle: Int64
    var packet: UInt64
    var lane: Int
  }

  /// When the last two that came out of it had begun, as the crossbar saw it.
  private var before: Int64 = .min / 2
  private var last: Int64 = .min / 2
  /// When the last one came, undelayed.
  private var came: Int64 = .min / 2
  /// How many came, each a unit's cycles behind the one before, since one was held back; `nil`: none is.
  private var behind: Int?
  private var waiting: Header?

  /// Takes the next header, in the order of cycles.
  ///
  /// - Parameter pass: gets those that are known to come out, delayed by what holds them back.
  /// - Returns: how many are known to be lost.
  mutating func take(_ header: Header, _ pass: (Header) -> Void) -> Int64 {
    guard unit > 0 else {
      pass(header)
      return 0
    }
    let distance = header.cycle - came
    came = header.cycle
    if let count = behind, distance == unit {
      behind = count + 1
      switch count {
      case 0: waiting = header
      case 1:
        if let waiting { emit(waiting, by: 1, pass) }
        waiting = nil
        emit(header, by: 1, pass)
      case 2: return 1
      default: emit(header, by: -1, pass)
      }
      return 0
    }
    if behind == 0, distance == 2 * unit {
      behind = 2
      emit(header, by: 1, pass)
      return 0
    }
    let lost: Int64 = waiting == nil ? 0 : 1
    waiting = nil
    behind = nil
    if last - before == unit, header.cycle - last == unit + 1 {
      behind = 0
      emit(header, by: 1, pass)
    } else {
      emit(header, by: 0, pass)
    }
    return lost
  }

  private mutating func emit(_ header: Header, by delay: Int64, _ pass: (Header) -> Void) {
    var header = header
    header.cycle += delay
    before = last
    last = header.cycle
    pass(header)
  }
}
