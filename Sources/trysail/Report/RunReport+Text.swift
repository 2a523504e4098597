// A report as a person reads it: plain, aligned, at most 100 columns wide.

extension RunReport {
  func text(_ paint: Paint) -> String {
    let sections: [(String, [String])] = [
      ("Loaded", loaded(paint)),
      ("Tables", RunReport.tableLines(tables, paint)),
      ("Packets", packetLines(paint)),
      ("Ports", portLines(paint)),
      ("Latency, last bit in to first bit out", latencyLines(paint)),
      ("Stages, cycles a packet on average", stageLines(paint)),
      ("Queues", trafficLines(paint)),
      ("Utilisation", utilisationLines(paint)),
      ("Updates, cycles", updateLines(paint)),
      ("Time", timeLines(paint))
    ]
    return sections.filter { !$0.1.isEmpty }.map { ([paint.bold($0.0)] + $0.1).joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private func loaded(_ paint: Paint) -> [String] {
    var table = TextTable([.left, .left])
    table.add(["board", "\(board.vendor) \(board.product), \(counted(board.ports, "port"))"])
    let clock = (Double(board.clock) / 1e6).decimals(0)
    table.add(["chip", "\(board.chip), \(clock) MHz; \(board.assumedShare.percent) of its file's numbers are assumptions"])
    let host = configuration.hostname.map { " (\($0))" } ?? ""
    let warnings = configuration.warnings == 0 ? "" : ", \(counted(configuration.warnings, "warning"))"
    table.add(["config", "\(configuration.file)\(host)\(warnings)"])
    if let routes = configuration.routes {
      var text = "\(routes.file): \(counted(routes.ipv4, "IPv4 route")), \(routes.ipv6.grouped) IPv6"
      if routes.duplicates + routes.configured > 0 { text += "; \(counted(routes.duplicates + routes.configured, "line")) without effect" }
      table.add(["routes", text])
    }
    let time = wall.map { " in \($0.commitSeconds.duration)" } ?? ""
    table.add(["commit", "\(counted(configuration.rows, "row"))\(time); \(counted(configuration.chipRowsWritten, "chip row")) written"])
    return table.lines(paint)
  }

  static func tableLines(_ tables: [TableReport], _ paint: Paint) -> [String] {
    var text = TextTable(
      [.left, .right, .left, .right, .right, .right, .left, .left],
      header: ["table", "rows", "pool", "used", "capacity", "", "", "refuses first"])
    for table in tables {
      if table.pools.isEmpty { text.add([table.table, table.rows.grouped, "-", "", "", "", "", ""]) }
      for (index, pool) in table.pools.enumerated() {
        let share = pool.capacity > 0 ? Double(pool.used) / Double(pool.capacity) : 0
        text.add([
          index == 0 ? table.table : "", index == 0 ? table.rows.grouped : "", pool.pool, pool.used.grouped, pool.capacity.grouped,
          share.percent, bar(share, width: 8), pool.constraint ?? ""
        ])
      }
    }
    return text.isEmpty ? [] : text.lines(paint)
  }

  private func packetLines(_ paint: Paint) -> [String] {
    var table = TextTable([.left, .right, .left])
    func rows(_ name: String, _ total: UInt64, _ counts: [PacketReport.Count]) {
      table.add([name, total.grouped, ""])
      for count in counts {
        table.add(["  \(count.reason)", count.packets.grouped, bar(Double(count.packets) / Double(max(1, total)), width: 24)])
      }
    }
    table.add(["in", packets.received.grouped, ""])
    table.add(["copies", packets.copies.grouped, ""])
    table.add(["out", packets.transmitted.grouped, ""])
    rows("to the CPU", packets.toCPU, packets.toCPUByReason)
    rows("dropped", packets.dropped, packets.droppedByReason)
    let left = "in \(packets.received.grouped) + copies \(packets.copies.grouped)"
    let right = "out \(packets.transmitted.grouped) + dropped \(packets.dropped.grouped) + to the CPU \(packets.toCPU.grouped)"
    let balance = packets.isBalanced ? paint.green("\(left) = \(right)") : paint.red("\(left) ≠ \(right): packets are unaccounted for")
    var learned = "addresses learned \(packets.learned.grouped), moved \(packets.moved.grouped)"
    if packets.notLearned > 0 { learned += ", not learned for want of room \(packets.notLearned.grouped)" }
    let partial = packets.sawPartialUpdate.map { ["  saw a part of an update of tables: \($0.grouped)"] } ?? []
    return table.lines(paint) + ["  \(balance)", "  \(learned)"] + partial
  }

  private func portLines(_ paint: Paint) -> [String] {
    var table = TextTable(
      [.left, .right, .right, .right, .right, .right, .right],
      header: ["port", "in", "bytes", "out", "bytes", "tail drops", "peak queue"])
    for port in ports {
      table.add([
        port.name, port.receivedPackets.grouped, port.receivedBytes.grouped, port.transmittedPackets.grouped,
        port.transmittedBytes.grouped, port.tailDrops.grouped, "\(port.peakQueueBytes.grouped) B"
      ])
    }
    return table.isEmpty ? [] : table.lines(paint)
  }

  private func latencyLines(_ paint: Paint) -> [String] {
    guard latency.packets > 0 else { return ["  no packet left through a port"] }
    var table = TextTable([.right, .right, .right, .left], header: ["cycles", "ns", "packets", ""])
    let most = Double(latency.buckets.map(\.packets).max() ?? 1)
    let nanosecond = Double(max(1, board.clock)) / 1e9
    for bucket in latency.buckets {
      func range(_ from: String, _ to: String) -> String { from == to ? from : "\(from)…\(to)" }
      table.add([
        range(bucket.from.grouped, bucket.to.grouped),
        range((Double(bucket.from) / nanosecond).decimals(0), (Double(bucket.to) / nanosecond).decimals(0)),
        bucket.packets.grouped, bar(Double(bucket.packets) / max(1, most), width: 32)
      ])
    }
    let figures: [(String, LatencyReport.Cycles?)] = [
      ("min", latency.minimum), ("median", latency.median), ("p99", latency.p99), ("max", latency.maximum), ("mean", latency.mean)
    ]
    var summary = TextTable([.left, .right, .right])
    for (name, value) in figures {
      let limit = "more than counted one by one"
      summary.add([
        name, value.map { "\($0.cycles.decimals(name == "mean" ? 1 : 0)) cycles" } ?? limit,
        value.map { "\($0.nanoseconds.decimals(1)) ns" } ?? ""
      ])
    }
    return table.lines(paint) + summary.lines(paint)
  }

  private func stageLines(_ paint: Paint) -> [String] {
    guard packets.received > 0 else { return [] }
    var table = TextTable([.left, .right, .right], header: ["stage", "wait", "service"])
    for stage in stages { table.add([stage.name, stage.waitMean.decimals(2), stage.serviceMean.decimals(2)]) }
    return table.lines(paint)
  }

  private func timeLines(_ paint: Paint) -> [String] {
    var table = TextTable([.left, .left])
    table.add(["virtual", "\((Double(time.nanoseconds) / 1e9).duration) (\(counted(time.cycles, "cycle"))), pace '\(time.pace)'"])
    if let wall {
      table.add(["wall", "\(wall.packetSeconds.duration) for the packets, \(wall.packetsPerSecond.decimals(0)) packets/s, files included"])
    }
    table.add(["written", outputs.map { "\($0.file) (\($0.frames.grouped))" }.wrapped(to: 84)])
    return table.lines(paint).flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  }
}

extension [String] {
  /// Joined by commas, with a line break and an indent where a line would be longer.
  fileprivate func wrapped(to width: Int) -> String {
    var lines: [String] = [""]
    for (index, item) in enumerated() {
      let item = index + 1 < count ? "\(item)," : item
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = item
      } else if line.count + 1 + item.count <= width {
        lines[lines.count - 1] = "\(line) \(item)"
      } else {
        lines.append(item)
      }
    }
    return lines.joined(separator: "\n           ")
  }
}
