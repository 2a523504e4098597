import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Events out of the chip's queue; see `EventQueueDescription`.
final class ASICEventSource: EventSource {
  private let core: DeviceCore
  private let state: ChipState
  private let queue: EventQueueDescription

  init(_ state: ChipState, _ queue: EventQueueDescription) throws(ASICDriverError) {
    core = state.core
    self.state = state
    self.queue = queue
    guard let bit = core.asic.interrupts?.event else { return }
    do throws(BusError) { try core.enableInterrupts(bit.mask) } catch { throw .bus(error) }
  }

  func nextEvent() throws(SwitchError) -> SwitchEvent? {
    // They wait for the end of an adoption.
    if core.isAdopting { return nil }
    do throws(BusError) { return try take() } catch { throw SwitchError(.fdbEntry, .device(5)) }
  }

  private func take() throws(BusError) -> SwitchEvent? {
    let status = core.asic.registers[queue.status].address
    let data = core.asic.registers[queue.data].address
    if queue.count.get(try core.bus.read(status)) == 0 {
      guard let interrupts = core.asic.interrupts, let bit = interrupts.event else { return nil }
      // Cleared before the last look: what comes after it raises the line again.
      try core.bus.write(bit.mask, at: core.asic.registers[interrupts.status].address)
    }
    while queue.count.get(try core.bus.read(status)) > 0 {
      let record = EventRecord(words: (try core.bus.read(data), try core.bus.read(data + 4), try core.bus.read(data + 8)))
      try core.bus.write(queue.pop.set(1, in: 0), at: status)
      // One of a port or VLAN that is gone tells nobody anything.
      if let event = decode(record) { return event }
    }
    return nil
  }

  private func decode(_ record: EventRecord) -> SwitchEvent? {
    switch record.kind {
    case .learned: entry(record).map { .learned($0) }
    case .moved:
      entry(record).map { entry in
        // A port that is gone since has left the address where it is now.
        state.port(ofLogical: record.previousPort).map { .moved(entry, from: $0) } ?? .learned(entry)
      }
    case .aged: entry(record).map { .aged($0) }
    case .lost: .lost(UInt64(record.lost))
    case .none?, nil: nil
    }
  }

  private func entry(_ record: EventRecord) -> FDBEntry? {
    guard let vlan = VLANID(record.fid), let port = state.port(ofLogical: record.port) else { return nil }
    return FDBEntry(vlan: vlan, mac: MACAddress(bits: record.mac), port: port)
  }
}
