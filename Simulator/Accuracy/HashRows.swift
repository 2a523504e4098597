import MemoryExperiments
import SwitchPlatform

/// H1: hash tables.
struct HashRows {
  let catalog: Catalog

  func rows() throws(CatalogError) -> [AccuracyRow] {
    let chip = try catalog.chip(named: "ts-32x100g")
    return HashLoad.known.map { geometry in
      let limit = "\(geometry.expected) ± \(geometry.tolerance)"
      let claim = "hash \(geometry.name), mean load at the first refusal, 20 trials of \(geometry.rows) rows"
      do throws(HashLoad.Fault) {
        let loads = try geometry.trials(20, on: chip)
        let mean = loads.reduce(0, +) / Double(loads.count)
        return AccuracyRow(
          "H1", claim, figure: "\((mean * 1000).rounded() / 1000)", limit: limit,
          passes: abs(mean - geometry.expected) <= geometry.tolerance,
          against: "simulations and theory of such tables")
      } catch {
        return AccuracyRow("H1", claim, figure: error.description, limit: limit, passes: false, against: "simulations")
      }
    }
  }
}
