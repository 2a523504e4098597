import SwitchPlatform

// Which rows a packet read: look-ups read more rows than the one they hit.
extension SimulatedASIC {
  /// Takes a packet through the pipeline while bits are flipped, or about to be.
  ///
  /// A packet that read a row which cannot be read right goes nowhere. One row is read for an index; all rows of all buckets in which
  /// the key can stand for a hash; the whole bucket for an algorithmic LPM. A TCAM compares and reads nothing. The way out reads the
  /// egress port's, VLAN's and spanning tree's rows: only that replica is dropped. What the packet did to the FDB and to counters on its
  /// way remains. Counting reads no check words, nor does a flood that chooses among a LAG's members.
  func processWatched(
    _ frame: UnsafeRawBufferPointer, _ port: Int, vlan: UInt64 = 0, at cycle: Int64, entering pipelineIn: Int64, _ errors: SoftErrors
  ) {
    errors.catchUp(to: cycle)
    guard errors.isNoticeable else {
      pipeline.process(frame, port: port, vlan: vlan, at: pipelineIn)
      return
    }
    let others = pipeline.tracer
    let tracer = others ?? LookUpTracer(description, memories)
    if others == nil { pipeline.tracer = tracer }
    pipeline.process(frame, port: port, vlan: vlan, at: pipelineIn)
    if others == nil { pipeline.tracer = nil }
    var isSound = true
    for (number, lookUp) in tracer.lookUps.enumerated() {
      guard let (memory, rows) = rowsRead(lookUp, number > 0 ? tracer.lookUps[number - 1] : nil) else { continue }
      guard errors.rows[memory].noticeable > 0 else { continue }
      for row in rows where !errors.read(errors.rows[memory], row, at: cycle) { isSound = false }
    }
    guard isSound else { return pipeline.failReading() }
    for index in 0..<pipeline.replicaCount where !canRead(replica: pipeline.replicas[index], at: cycle, errors) {
      pipeline.replicas[index].drop = .memoryError
    }
  }

  private func rowsRead(_ lookUp: TracedLookUp, _ before: TracedLookUp?) -> (memory: Int, rows: [Int])? {
    let table = description.tables[Int(lookUp.access.table)]
    let row = Int(lookUp.access.row)
    switch table.match {
    case .index: return row >= 0 ? (table.memory, [row]) : nil
    // Of prefixes found by hash the last length that was asked for.
    case .hash(let match), .prefixHash(let match):
      let layout = table.layout
      let buckets = match.buckets(depth: table.depth)
      guard lookUp.key.count * 64 >= layout.keyWidth else { return nil }
      let rows = lookUp.key.withUnsafeBufferPointer { key -> [Int] in
        guard let key = key.baseAddress else { return [] }
        return (0..<match.hashes).flatMap { choice -> [Int] in
          let first = match.bucket(of: key, bits: layout.keyWidth, buckets: buckets, choice: choice) * match.ways
          return Array(first..<first + match.ways)
        } + Array(table.depth - match.stash..<table.depth)
      }
      return (table.memory, rows)
    case .algorithmicLPM(let match):
      guard lookUp.access.level == 0, let before, before.access.table == lookUp.access.table, before.access.level == 1,
        let place = RowLayout.pivots(of: table, match).place(.bucket)
      else { return nil }
      let bucket = before.row.withUnsafeBufferPointer { row in
        row.baseAddress.map { Int(RowBits.read($0, at: place.offset, width: place.width)) }
      }
      guard let bucket, bucket < table.depth / max(1, match.bucketEntries) else { return nil }
      return (table.memory, Array(bucket * match.bucketEntries..<(bucket + 1) * match.bucketEntries))
    case .ternary, .prefixTCAM: return nil
    }
  }

  /// Reads the rows of a replica's way out.
  private func canRead(replica: Replica, at cycle: Int64, _ errors: SoftErrors) -> Bool {
    func read(_ role: TableRole, _ row: Int) -> Bool {
      guard let table = description.table(role), row >= 0, row < table.depth else { return true }
      return errors.read(errors.rows[table.memory], row, at: cycle)
    }
    var isSound = read(.port, Int(replica.port))
    let vlan = Int(pipeline.context.egressVLAN)
    if vlan != 0, let vlans = pipeline.tables.vlan, let row = vlans.rows.row(vlan) {
      if !read(.vlan, vlan) { isSound = false }
      let tree = Int(truncatingIfNeeded: row.pointee.spanningTree)
      if tree > 0, !read(.spanningTree, tree - 1) { isSound = false }
    }
    return isSound
  }
}
