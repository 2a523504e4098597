/// What a device can hold: data, not flags.
public struct Capabilities: Hashable, Sendable {
  /// Columns by kind of row; a kind that is absent has no table.
  public var columns: [RowKind: Set<ColumnID>]
  /// Rooms that rows share, in the order of `PoolID`.
  public var pools: [Pool]
  /// What ACL entries can match, by stage.
  public var aclFields: [ACLTable.Stage: ACLMatch.Fields]

  /// A device that can hold nothing, but for what is given.
  public init(columns: [RowKind: Set<ColumnID>] = [:], pools: [Pool] = [], aclFields: [ACLTable.Stage: ACLMatch.Fields] = [:]) {
    self.columns = columns
    self.pools = pools
    self.aclFields = aclFields
  }

  /// Whether the device has a table for these rows.
  public func supports(_ kind: RowKind) -> Bool { columns[kind] != nil }

  /// The name of a pool that an error gives by number; `nil` where the device has no such pool.
  public func name(of pool: PoolID) -> String? {
    Int(pool.rawValue) < pools.count ? pools[Int(pool.rawValue)].name : nil
  }
}

/// A room on the device that one or more tables fill.
public struct Pool: Hashable, Sendable {
  /// The chip file's name of the table or memory.
  public let name: String
  /// - Unit: device rows, which is what fills up; a row of ours may take several.
  public let capacity: Int

  public init(name: String, capacity: Int) {
    self.name = name
    self.capacity = capacity
  }
}

/// How full a table is: rows of ours, and the pools they stand in.
public struct Usage: Hashable, Sendable {
  /// A pool as it is now.
  public struct Level: Hashable, Sendable {
    /// The name, as in `Pool.name`.
    public let pool: String
    /// - Unit: device rows.
    public let capacity: Int
    /// - Unit: device rows.
    public let occupied: Int
    /// What would refuse the next row first, where that is not the number of rows.
    public let constraint: String?
    /// What would still fit: rows that the pool takes before it refuses one, whatever is free.
    ///
    /// - Unit: device rows.
    public let headroom: Int
    /// Whether `headroom` depends on the rows that come: it is then what keys or prefixes like those that are there would find.
    public let isEstimated: Bool

    /// - Parameter headroom: Default: what is not occupied.
    public init(pool: String, capacity: Int, occupied: Int, constraint: String? = nil, headroom: Int? = nil, isEstimated: Bool = false) {
      self.pool = pool
      self.capacity = capacity
      self.occupied = occupied
      self.constraint = constraint
      self.headroom = headroom ?? max(0, capacity - occupied)
      self.isEstimated = isEstimated
    }
  }

  /// Rows of ours that the device holds.
  public var rows: Int
  /// The pools that the rows take room in; empty where the device knows of no limit.
  public var levels: [Level]

  public init(rows: Int, levels: [Level] = []) {
    self.rows = rows
    self.levels = levels
  }
}
