// What happens when.
extension TrafficManager {
  /// A copy leaves the pipeline for the buffer, which it reaches at `cycle`. One that would come before what has happened comes now.
  ///
  /// Copies of one packet are offered one after the other, with the same cycle.
  public func offer(_ offer: TrafficOffer, at cycle: Int64) {
    accounts.offered &+= 1
    while arrivals.isFull {
      // More are on the way than a pipeline holds: the first come early.
      advance(to: max(now, min(arrivals.first, EventTree.horizon)))
    }
    accounts.arriving &+= 1
    arrivals.insert(offer, at: min(max(cycle, now), EventTree.horizon), now: now)
  }

  /// Lets happen what is due by a cycle: arrivals, and packets whose turn it is. Of one cycle, arrivals come before wires.
  public func advance(to cycle: Int64) {
    let limit = min(cycle, EventTree.horizon)
    while true {
      let (arrival, (event, port)) = (arrivals.first, events.first)
      if event < arrival {
        guard event <= limit else { break }
        now = max(now, event)
        portStates[port].nextEvent = .max
        serve(port)
        if portStates[port].nextEvent == .max { events.clear(port) }
      } else {
        guard arrival <= limit else { break }
        now = max(now, arrival)
        accounts.arriving &-= 1
        admit(arrivals.pop())
      }
    }
    now = max(now, limit)
  }

  /// Lets time pass until every packet that can leave has left.
  ///
  /// - Returns: whether nothing is left: what waits for a port that is down stays.
  @discardableResult
  public func drain() -> Bool {
    var idle = 0
    while accounts.queued &+ accounts.arriving > 0, idle < 100_000 {
      let next = min(arrivals.first, events.first.cycle)
      guard next <= EventTree.horizon else { break }
      let before = accounts.queued &+ accounts.arriving
      advance(to: next)
      idle = before == accounts.queued &+ accounts.arriving ? idle + 1 : 0
    }
    return accounts.queued &+ accounts.arriving == 0
  }

  /// The next cycle at which anything happens by itself; `nil`: nothing does.
  public var nextEvent: Int64? {
    let next = min(arrivals.first, events.first.cycle)
    return next <= EventTree.horizon ? next : nil
  }

  /// A port has something to do at a cycle, or before.
  @inline(__always)
  func wake(_ port: Int, at cycle: Int64) {
    guard cycle < portStates[port].nextEvent else { return }
    let due = min(max(cycle, now), EventTree.horizon)
    portStates[port].nextEvent = due
    events.set(port, to: due)
  }

  // MARK: What the caller sees

  /// Departures since the last `forgetDepartures()`, in the order in which they were decided.
  public var departureCount: Int { departures.count }
  /// - Parameter index: 0 ..< `departureCount`.
  public func departure(_ index: Int) -> Departure {
    precondition(index >= 0 && index < departures.count, "a departure that is there")  // trap: callers iterate 0 ..< departureCount
    return departures[index]
  }
  /// The same, all of them, without copies. Valid until time passes.
  public var recentDepartures: UnsafeBufferPointer<Departure> { departures.all }
  public func forgetDepartures() { departures.reset() }
  /// Departures that have been forgotten: the number, from the start, of the first that is there.
  public var departuresBefore: UInt64 { departures.forgotten }
}
