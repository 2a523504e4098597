import MemoryExperiments
import SwitchPlatform

extension ASICDescription {
  static func dataCentre() throws -> ASICDescription { try Acceptance.catalog.chip(named: "ts-32x100g") }
  static func smallDataCentre() throws -> ASICDescription { try dataCentre().small }
  static func hobby() throws -> ASICDescription { try Acceptance.catalog.chip(named: "rtl8380") }
}
