/// A claim about the simulator, and what was found.
struct AccuracyRow {
  enum Outcome: String {
    case pass, fail
    /// What it needs is not here, or another target runs it.
    case notRun = "not run"
  }

  var id: String
  /// What was counted.
  var claim: String
  var figure: String
  var limit: String
  var outcome: Outcome
  /// What it is held against.
  var against: String

  init(_ id: String, _ claim: String, figure: String, limit: String, passes: Bool, against: String) {
    self.id = id
    self.claim = claim
    self.figure = figure
    self.limit = limit
    outcome = passes ? .pass : .fail
    self.against = against
  }

  /// - Parameter reason: where it is run, or what is missing.
  init(_ id: String, _ claim: String, limit: String, notRun reason: String) {
    self.id = id
    self.claim = claim
    figure = "-"
    self.limit = limit
    outcome = .notRun
    against = reason
  }

  var text: String {
    "\(id)\t\(outcome.rawValue)\t\(claim): \(figure) (limit \(limit)); \(against)"
  }
}
