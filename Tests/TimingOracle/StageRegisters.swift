/// A match-action stage as its RTL has it, register by register, for headers that are told by a number.
///
/// Key extraction, match, action RAM, crossbar and ALUs are state machines that hand headers on by levels, and not all of them wait.
struct StageRegisters {
  /// A register of a header and of whether it is valid.
  struct Latch {
    var isValid = false
    var header = 0
  }
  enum Unit { case idle, wait, halt }

  private var input = Latch()
  private var keyIn = Latch()
  private var extracts = false
  private var key = Latch()
  private var keyOut = Latch()
  private var match = Unit.idle
  private var matched = 0
  private var matchOut = Latch()
  private var actionIn = Latch()
  private var action = Unit.idle
  private var acted = 0
  private var actionOut = Latch()
  private var crossbarIn = Latch()
  private var crossbarHalts = false
  private var crossbarIsReady = true
  private var remaining = 0
  private var actionIsValid = false
  private var isComputing = false
  private var isFinishing = false
  private var result = Latch()
  private var output = Latch()

  /// One clock edge.
  ///
  /// - Returns: the header that is valid behind the stage before the edge.
  mutating func clock(_ header: Int?) -> Int? {
    let now = self
    let isReady = !now.isComputing
    output = Latch(isValid: now.result.isValid, header: now.result.isValid ? now.result.header : now.output.header)
    // The two ALUs that hand-shake and hand on.
    isComputing = now.isComputing ? false : now.actionIsValid
    result.isValid = now.isFinishing
    isFinishing = now.isFinishing ? false : now.actionIsValid
    if !now.isFinishing, now.actionIsValid { result.header = now.remaining }
    // The crossbar.
    actionIsValid = now.crossbarIn.isValid
    if now.crossbarHalts {
      if isReady {
        crossbarHalts = false
        crossbarIsReady = true
      }
    } else if now.crossbarIn.isValid {
      if !isReady {
        crossbarHalts = true
        crossbarIsReady = false
      }
      remaining = now.crossbarIn.header
    }
    crossbarIn = now.actionOut
    StageRegisters.advance(&action, &acted, &actionOut, now.actionIn, isReady: now.crossbarIsReady)
    actionIn = now.matchOut
    StageRegisters.advance(&match, &matched, &matchOut, now.keyOut, isReady: now.action != .halt)
    keyOut = now.key
    if now.extracts {
      key.isValid = true
      extracts = false
    } else if now.keyIn.isValid {
      key.header = now.keyIn.header
      extracts = true
    } else {
      key.isValid = false
    }
    keyIn = now.input
    input = Latch(isValid: header != nil, header: header ?? now.input.header)
    return now.output.isValid ? now.output.header : nil
  }

  /// Match and action RAM: take, wait a cycle, and hand on where the next one is ready.
  private static func advance(_ unit: inout Unit, _ held: inout Int, _ out: inout Latch, _ input: Latch, isReady: Bool) {
    switch unit {
    case .idle:
      if input.isValid {
        held = input.header
        unit = .wait
      } else {
        out.isValid = false
      }
    case .wait, .halt:
      guard isReady else { return unit = .halt }
      out = Latch(isValid: true, header: held)
      unit = .idle
    }
  }
}
