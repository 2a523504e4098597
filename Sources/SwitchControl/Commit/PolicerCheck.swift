public import SwitchModel

extension Policer {
  public func fault(on capabilities: Capabilities, beside ledger: Ledger) -> SwitchError.Cause? { contradiction.map { .invalid($0) } }
}
