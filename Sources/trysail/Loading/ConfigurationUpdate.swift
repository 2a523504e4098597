import ASICDriver
import ASICSimulator
import ArgumentParser
import NOSConfiguration
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform

/// A configuration that takes the place of the one before while packets run: `CYCLE=FILE`.
struct ConfigurationUpdate {
  /// - Unit: core cycles.
  let cycle: Int64
  let file: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), let cycle = Int64(argument[..<sign]), cycle >= 0, cycle <= 1 << 60 else { return nil }
    self.cycle = cycle
    file = String(argument[argument.index(after: sign)...])
    if file.isEmpty { return nil }
  }

  /// Reads the file. Whatever is wrong is told on the standard error.
  func read(for loaded: LoadedSwitch) throws -> Configuration {
    let reader = ConfigurationReader(board: loaded.target.platform.board, defaultMAC: LoadedSwitch.defaultMAC)
    let configuration = reader.read(bytes: try Files.bytes(of: file), file: file)
    let told = configuration.diagnostics.filter { $0.severity != .note }
    if !told.isEmpty { Diagnostics.tell(told) }
    if configuration.hasErrors { throw Terminal.failure("\(file): \(Diagnostics.counts(configuration.diagnostics)); nothing was run") }
    return configuration
  }
}

/// The updates of a run, in time.
struct ConfigurationUpdates {
  private var waiting: [(update: ConfigurationUpdate, configuration: Configuration)]
  private var current: Configuration?
  private let target: SimulatedSwitch
  /// What has been committed.
  private(set) var reports: [UpdateReport] = []

  /// Lets writes take their time from now on, where there are updates.
  init(_ updates: [ConfigurationUpdate], of loaded: LoadedSwitch) throws {
    waiting = try updates.map { ($0, try $0.read(for: loaded)) }.sorted { $0.0.cycle < $1.0.cycle }
    current = loaded.configuration
    target = loaded.target
    if !updates.isEmpty { target.asic.writeTiming = .timed }
  }

  var isEmpty: Bool { waiting.isEmpty }
  var filesLeft: [String] { waiting.map(\.update.file) }

  /// Commits what is due before a frame that arrives at `cycle`.
  mutating func commit(dueBy cycle: Int64) throws {
    while let next = waiting.first, next.update.cycle <= cycle {
      waiting.removeFirst()
      target.asic.holdBus(until: next.update.cycle)
      let start = max(target.asic.busTime, target.asic.now)
      let before = target.driver.rowsWritten
      let transaction = current.map { next.configuration.changes(from: $0) } ?? next.configuration.transaction
      target.control.sources = next.configuration.sources
      do throws(CommitFailure) { try target.control.commit(transaction) } catch {
        let names = next.configuration.names
        Terminal.note(error.text { names[$0] })
        throw Terminal.failure("\(next.update.file): the switch refused the configuration (\(counted(error.faults.count, "row")))")
      }
      current = next.configuration
      reports.append(
        UpdateReport(
          file: next.update.file, cycle: next.update.cycle, start: start, visible: max(start, target.asic.busTime),
          rows: transaction.count, chipRowsWritten: target.driver.rowsWritten - before))
    }
  }
}
