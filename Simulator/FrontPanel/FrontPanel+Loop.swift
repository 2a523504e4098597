import CPacketIO

#if canImport(Glibc)
  import Glibc
#endif

extension FrontPanel {
  /// Between two looks at the clock when nothing comes in.
  ///
  /// - Unit: milliseconds.
  private static let tick: Int32 = 100
  /// Ticks after which interfaces are looked at that nobody has told of.
  private static let ticksPerRefresh = 5

  /// The thread: waits, takes frames, gives them to the chip.
  func run() {
    var quiet = 0
    var waits: [pollfd] = []
    // What happened to interfaces before the thread was there.
    refresh(&waits)
    while true {
      let ready = poll(&waits, nfds_t(waits.count), FrontPanel.tick)
      if ready > 0, waits[0].revents != 0 {
        trysail_wake_drain(wakeUp)
        var isOver = false
        withLock { isOver = mustStop }
        if isOver { return }
      }
      let isTold = ready > 0 && waits[1].revents != 0 && trysail_monitor_drain(monitor) != 0
      var isIdle = true
      var hasFailed = false
      if ready > 0 {
        for index in ports.indices where waits[index + 2].revents != 0 {
          if take(index, &hasFailed) { isIdle = false }
        }
      }
      if isIdle {
        quiet += ready == 0 ? 1 : 0
        withLock {
          keepTime()
          drain()
          afterBatch?()
        }
      }
      if isTold || hasFailed || quiet >= FrontPanel.ticksPerRefresh {
        quiet = 0
        refresh(&waits)
        // An interface that is going away fails over and over until it is gone.
        if hasFailed { usleep(1_000) }
      }
    }
  }

  /// Takes a batch from a port.
  ///
  /// - Returns: whether anything came.
  private func take(_ index: Int, _ hasFailed: inout Bool) -> Bool {
    switch ports[index].link {
    case .none: return false
    case .socket(let socket):
      let taken = batch.receive(socket)
      // EINVAL: one frame that the kernel cannot describe. ENETDOWN: the interface was set down, and is told of.
      if taken == -EINVAL { withLock { ports[index].counters.malformed &+= 1 } }
      if taken < 0, taken != -EINVAL { hasFailed = true }
    case .tap(let tap):
      do throws(InterfaceError) { try batch.receive(tap) } catch { hasFailed = true }
    }
    guard batch.count > 0 else { return false }
    withLock { deliver(index) }
    return true
  }

  /// Looks at all interfaces anew.
  private func refresh(_ waits: inout [pollfd]) {
    withLock {
      for port in ports where port.refresh(control: control) { onLinkChange?(port.status) }
    }
    waits.removeAll(keepingCapacity: true)
    for descriptor in [wakeUp, monitor] + ports.map(\.descriptor) {
      waits.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
  }
}
