extension SwitchError: CustomStringConvertible {
  public var description: String { text(poolName: { _ in nil }) }

  /// The error as a person reads it; `poolName` names the device's pools.
  public func text(poolName: (PoolID) -> String?) -> String {
    func name(_ column: ColumnID) -> String { kind.columnName(column) ?? "column \(column.rawValue)" }
    return switch cause {
    case .exists: "\(kind) exists"
    case .missing: "\(kind) is missing"
    case .inUse(let user): "\(kind) is in use by \(user)"
    case .unresolved(let key): "\(kind) refers to \(key), which does not exist"
    case .invalid(let column): "\(kind).\(name(column)) is invalid"
    case .unsupported(let column?): "\(kind).\(name(column)) has a value that the device does not support"
    case .unsupported(nil): "\(kind) is not supported by the device"
    case .exhausted(let exhaustion):
      "\(kind): pool \(poolName(exhaustion.pool) ?? "\(exhaustion.pool.rawValue)") is exhausted: \(exhaustion.constraint)\(exhaustion.level)"
    case .busy: "\(kind): the device is busy"
    case .device(let code): "\(kind): the device failed (error \(code))"
    case .injected(let number): "\(kind): injected fault \(number)"
    case .diverged: "\(kind): device and intent have diverged"
    }
  }
}

extension BindingConstraint: CustomStringConvertible {
  public var description: String {
    switch self {
    case .rows: "all rows are taken"
    case .bucket(let number): "bucket \(number) is full"
    case .pivots: "no pivot is left for a split"
    case .contiguousRows(let count): "no \(count) consecutive rows are free"
    case .banks(1): "no bank is free"
    case .banks(let count): "no \(count) banks are free, which a row takes side by side"
    }
  }
}

extension Exhaustion {
  /// ` (4096 of 4096 rows occupied)`; empty where the device does not say.
  var level: String { capacity == 0 ? "" : " (\(occupied) of \(capacity) rows occupied)" }
}
