import SwitchModel

/// What the device is to be told of one kind, in three parts: a commit tells all kinds' early removals, then all makes, then all
/// late removals.
struct Plan<R: Row> {
  /// Removals that make room for what is made.
  var early = Batch<R>()
  /// Insertions and updates.
  var makes = Batch<R>()
  /// Removals of what nothing needs once all is made.
  var late = Batch<R>()

  subscript(part: PlanPart) -> Batch<R> {
    switch part {
    case .early: early
    case .makes: makes
    case .late: late
    }
  }
}

enum PlanPart {
  case early, makes, late
}
