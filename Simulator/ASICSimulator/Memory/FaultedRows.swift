import SwitchPlatform

/// The rows of a memory in which bits are flipped.
///
/// The memory's words are what look-ups see, so that all structures that find rows agree with it. Where that is not what the cells
/// hold, the difference stands here: a word that is corrected whenever it is read stands in the memory as it should be, and so does one
/// that cannot be read, since nothing is made of a packet that meets it. What a code misses, what nothing checks, and every bit of a
/// TCAM, whose cells compare without being read, changes the memory itself.
final class FaultedRows: RowIndex {
  enum Status: Int, Comparable {
    /// Nobody finds it: nothing checks it, or the code holds it to be sound.
    case silent
    /// It is put right by whoever reads it.
    case correctable
    case detectable

    static func < (left: Status, right: Status) -> Bool { left.rawValue < right.rawValue }
  }

  struct Fault {
    /// Bits in which the cells differ from what was written.
    var flips: [UInt64]
    /// Bits in which the memory, as look-ups see it, differs from what was written.
    var seen: [UInt64]
    /// Bits in which the cells differ from the memory, in words that cannot be read.
    var unreadable: [UInt64]
    var status: Status
    /// The cycle at which the scrub comes to the row next.
    var due: Int64
    /// Whether an event of the row waits in the chip's queue.
    var isQueued = false
  }

  /// It keeps this, as all that hang on it.
  unowned let memory: Memory
  let number: Int
  /// Bits of a row that can flip: those that its table uses.
  let width: Int
  private let checkWidth: Int
  private(set) var faults: [Int: Fault] = [:]
  /// Faults that look-ups notice.
  private(set) var noticeable = 0
  /// The memory is being changed from here.
  private var isFlipping = false
  private let draft: UnsafeMutablePointer<UInt64>

  init(_ memory: Memory, number: Int, width: Int) {
    self.memory = memory
    self.number = number
    self.width = min(width, memory.stride * 64)
    checkWidth = max(1, min(memory.description.checkWidth ?? self.width, self.width))
    draft = .allocate(capacity: memory.stride)
    draft.initialize(repeating: 0, count: memory.stride)
    memory.attach(self)
  }

  deinit { draft.deallocate() }

  private var isTCAM: Bool { memory.description.kind == .tcam }

  /// A row that is written whole has its check words anew.
  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    if !faults.isEmpty, !isFlipping, let fault = faults.removeValue(forKey: row) { count(fault, by: -1) }
  }

  private func count(_ fault: Fault, by change: Int) { if !isTCAM && fault.status > .silent { noticeable += change } }

  // MARK: Flips

  /// Flips one bit of the cells.
  ///
  /// - Precondition: the row and the bit are there, which the caller has checked.
  func flip(_ bit: Int, ofRow row: Int, due: Int64) {
    let none = [UInt64](repeating: 0, count: memory.stride)
    var fault = faults[row] ?? Fault(flips: none, seen: none, unreadable: none, status: .silent, due: due)
    if faults[row] != nil { count(fault, by: -1) }
    // A row whose flips nobody could find was not waited for.
    fault.due = due
    fault.flips[bit >> 6] ^= 1 << UInt64(bit & 63)
    settle(&fault, row)
    if fault.flips.allSatisfy({ $0 == 0 }) {
      faults[row] = nil
    } else {
      faults[row] = fault
      count(fault, by: 1)
    }
  }

  /// Works out what the check words make of the flips, and has the memory show what look-ups see.
  private func settle(_ fault: inout Fault, _ row: Int) {
    let before = fault.seen
    fault.status = .silent
    fault.seen = fault.flips
    fault.unreadable = [UInt64](repeating: 0, count: memory.stride)
    for (start, flips, finding) in findings(fault.flips) {
      switch finding {
      case .clean, .misses: continue
      case .corrects(let bit):
        fault.status = max(fault.status, .correctable)
        if !isTCAM, let bit { toggle(start + bit, &fault.seen) }
      case .detects:
        fault.status = .detectable
        guard !isTCAM else { continue }
        for bit in flips {
          toggle(start + bit, &fault.seen)
          toggle(start + bit, &fault.unreadable)
        }
      }
    }
    change(row, by: zip(before, fault.seen).map { $0 ^ $1 })
  }

  /// The check words that have flips: their first bits, the flips, and what the code makes of them.
  private func findings(_ flips: [UInt64]) -> [(start: Int, flips: [Int], finding: CheckWord.Finding)] {
    stride(from: 0, to: width, by: checkWidth).compactMap { start in
      let size = min(checkWidth, width - start)
      let set = (0..<size).filter { flips[(start + $0) >> 6] >> UInt64((start + $0) & 63) & 1 == 1 }
      if set.isEmpty { return nil }
      return (start, set, CheckWord(check: memory.description.check, width: size).finding(set))
    }
  }

  private func toggle(_ bit: Int, _ words: inout [UInt64]) { words[bit >> 6] ^= 1 << UInt64(bit & 63) }

  /// Changes bits of the memory as a write would, so that all that hang on it know.
  private func change(_ row: Int, by bits: [UInt64]) {
    guard bits.contains(where: { $0 != 0 }) else { return }
    let target = memory.row(row)
    for word in 0..<memory.stride { draft[word] = target[word] ^ bits[word] }
    isFlipping = true
    memory.store(draft, at: row)
    isFlipping = false
  }

  // MARK: Reading

  /// Writes back what the code corrects: in these words the cells are then sound, or held to be.
  func writeBack(_ row: Int) {
    guard var fault = faults[row], fault.status > .silent else { return }
    count(fault, by: -1)
    for (start, flips, finding) in findings(fault.flips) {
      guard case .corrects(let bit) = finding else { continue }
      // The memory shows the corrected word already, but for a TCAM's.
      if isTCAM, let bit {
        var bits = [UInt64](repeating: 0, count: memory.stride)
        toggle(start + bit, &bits)
        change(row, by: bits)
      }
      for bit in flips {
        let mask: UInt64 = 1 << UInt64((start + bit) & 63)
        fault.flips[(start + bit) >> 6] &= ~mask
      }
      for bit in 0..<min(checkWidth, width - start) {
        let mask: UInt64 = 1 << UInt64((start + bit) & 63)
        fault.seen[(start + bit) >> 6] &= ~mask
      }
    }
    if fault.flips.allSatisfy({ $0 == 0 }) {
      faults[row] = nil
      return
    }
    fault.status = fault.unreadable.contains { $0 != 0 } || isTCAM && detects(fault.flips) ? .detectable : .silent
    faults[row] = fault
    count(fault, by: 1)
  }

  private func detects(_ flips: [UInt64]) -> Bool { findings(flips).contains { $0.finding == .detects } }

  func mark(_ row: Int, isQueued: Bool) { faults[row]?.isQueued = isQueued }
  func schedule(_ row: Int, due: Int64) { faults[row]?.due = due }
}
