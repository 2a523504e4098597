import DeviceAccess
import SwitchModel

/// What each of the driver's tables gives: one change, checked completely and then staged.
protocol ChipTable: AnyObject {
  associatedtype Entry: Row
  var core: DeviceCore { get }
  /// Checks a change and stages its rows.
  ///
  /// - Throws: before it has changed anything.
  func stage(_ change: Change<Entry>) throws(Refusal)
  /// Stages what takes a change back that was staged, and of which the device took some writes, or none.
  func undo(_ change: Change<Entry>) throws(Refusal)
}

extension ChipTable {
  func undo(_ change: Change<Entry>) throws(Refusal) { try stage(change.inverse) }

  /// Attempts every change: stage, write, and take back what could not be written.
  func applyAll(_ changes: Span<Change<Entry>>) -> [Failure] {
    var failures: [Failure] = []
    for index in changes.indices {
      let change = changes[index]
      if let cause = applyOne(change) { failures.append(Failure(index: index, error: SwitchError(Entry.kind, cause))) }
    }
    return failures
  }

  /// - Returns: why the change did not take effect.
  func applyOne(_ change: Change<Entry>) -> SwitchError.Cause? {
    do throws(Refusal) { try stage(change) } catch { return error.cause }
    do throws(BusError) {
      try core.flush()
      return nil
    } catch {
      // The driver's own state says that the change is made: make its inverse, then let the device agree.
      do throws(Refusal) { try undo(change) } catch { return .diverged }
      do throws(BusError) { try core.restore() } catch { return .diverged }
      return cause(of: error)
    }
  }

  /// Writes what was staged besides any change: entries that make way.
  ///
  /// Their moves change nothing that the device holds, so a failure needs no undoing: the device is made to agree.
  ///
  /// - Returns: why it could not be written.
  func writeStaged() -> SwitchError.Cause? {
    do throws(BusError) {
      try core.flush()
      return nil
    } catch {
      do throws(BusError) { try core.restore() } catch { return .diverged }
      return cause(of: error)
    }
  }

  private func cause(of error: BusError) -> SwitchError.Cause {
    switch error {
    case .failed(let code): .device(code)
    case .injected(let number): .injected(number)
    case .unmapped: .device(14)  // EFAULT
    case .outOfMemory: .device(12)  // ENOMEM
    }
  }
}
