import SwitchControl
import SwitchHAL
import SwitchModel

/// A driver for VLANs and nothing else: a table over a dictionary.
final class DictionaryVLANs: VLANTable {
  private var rows: [VLANID: VLAN] = [:]

  func apply(_ changes: Span<Change<VLAN>>) -> [Failure] {
    changes.indices.compactMap { index in
      let change = changes[index]
      guard rows[change.key] == change.before else {
        return Failure(index: index, error: SwitchError(.vlan, change.before == nil ? .exists : .missing))
      }
      rows[change.key] = change.after  // Here a driver writes to its device.
      return nil
    }
  }

  func row(at key: VLANID) -> VLAN? { rows[key] }
  func forEachRow(_ body: (VLAN) -> Void) { rows.values.forEach(body) }
  var usage: Usage { Usage(rows: rows.count) }
}

func makeDevice() -> SwitchDevice {
  var device = SwitchDevice()  // Every table refuses all changes.
  device.vlans = DictionaryVLANs()
  device.capabilities.columns[.vlan] = VLAN.schema.allColumns
  return device
}

func makeSwitch() throws(CommitFailure) -> ManagedSwitch {
  let managed = ManagedSwitch(device: makeDevice())
  var transaction = Transaction()
  transaction.insert(VLAN(id: .default))
  try managed.commit(transaction)
  return managed
}
