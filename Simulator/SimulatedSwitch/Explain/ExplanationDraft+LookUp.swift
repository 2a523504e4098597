import ASICDriver
import ASICSimulator
import SwitchModel
import SwitchPlatform

extension ExplanationDraft {
  /// The table of a look-up.
  func table(_ lookUp: TracedLookUp) -> TableDescription? {
    let tables = owner.platform.asic.tables
    return tables.indices.contains(Int(lookUp.access.table)) ? tables[Int(lookUp.access.table)] : nil
  }

  /// The layout of what the look-up compares and of what it answers.
  private func layouts(_ lookUp: TracedLookUp, _ table: TableDescription) -> (key: RowLayout, row: RowLayout) {
    guard case .algorithmicLPM(let match) = table.match else { return (table.layout, table.layout) }
    let pivots = RowLayout.pivots(of: table, match)
    return (pivots, lookUp.access.level == 1 ? pivots : table.layout)
  }

  func lookUp(_ index: Int) -> Explanation.LookUp {
    let lookUp = trace.lookUps[index]
    guard let table = table(lookUp) else {
      return Explanation.LookUp(table: "", role: "", key: [], entry: [], data: [], action: "")
    }
    let (keyLayout, rowLayout) = layouts(lookUp, table)
    let hit = lookUp.access.row >= 0 ? Int(lookUp.access.row) : nil
    var answer: Explanation.Answer?
    var data = fields(lookUp.row, rowLayout)
    var origin = hit.flatMap { self.origin(table.role, lookUp.access.level, $0) }
    if case .algorithmicLPM = table.match {
      if lookUp.access.level == 1 {
        // A pivot leads to its bucket; its default is the answer only of a bucket that has none.
        data = fields(lookUp.row, rowLayout, only: [.bucket])
        origin = nil
      } else if hit != nil {
        answer = .entry
      } else if let pivot = pivot(of: index) {
        data = fields(pivot.row, keyLayout, only: [.destinationKind, .destination])
        if isAnswer(pivot.row, keyLayout) {
          answer = .pivotDefault
          origin = self.origin(table.role, 1, Int(pivot.access.row))
        }
      }
    }
    return Explanation.LookUp(
      table: table.name, role: table.role.rawValue, level: level(lookUp, table), lookedBackInto: nil, purpose: purpose(index, table),
      key: key(lookUp, table, keyLayout), row: hit,
      entry: hit == nil ? [] : entry(lookUp.row, table, rowLayout, key: lookUp.key, keyLayout),
      data: data, answer: answer, origin: origin, action: action(index),
      nearestMiss: nearestMiss(index, table, keyLayout, rowLayout), shadowed: shadowed(index, table))
  }

  /// The pivot that led to a bucket's look-up.
  func pivot(of index: Int) -> TracedLookUp? {
    guard index > 0, trace.lookUps[index - 1].access.level == 1, trace.lookUps[index - 1].access.table == trace.lookUps[index].access.table
    else { return nil }
    return trace.lookUps[index - 1]
  }

  private func isAnswer(_ row: [UInt64], _ layout: RowLayout) -> Bool {
    layout.place(.destinationKind).flatMap { RowValue(row, $0) }.map { !$0.isZero } ?? false
  }

  private func level(_ lookUp: TracedLookUp, _ table: TableDescription) -> String? {
    guard case .algorithmicLPM = table.match else { return nil }
    return lookUp.access.level == 1 ? "pivots" : "bucket"
  }

  /// What a table that is looked up twice is asked for.
  private func purpose(_ index: Int, _ table: TableDescription) -> String? {
    switch table.role {
    case .fdb:
      if isSourceLookUp(index) { return "source address" }
      return trace.isRouted ? "the next hop's address" : "destination address"
    case .vlan where trace.isRouted && isLater(index): return "VLAN of the egress interface"
    case .aclEgress:
      guard let copy = trace.copies.first(where: { $0.egressLookUps.contains(index) }) else { return nil }
      return "out of \(chipPortName(copy.port))"
    default: return nil
    }
  }

  /// Whether the FDB is asked for the packet's source: the first time, where the port learns.
  func isSourceLookUp(_ index: Int) -> Bool { trace.learns && !isLater(index) }

  /// Whether the same table was looked up before, or the look-up belongs to the way out of a routed port's packet.
  func isLater(_ index: Int) -> Bool {
    let lookUp = trace.lookUps[index]
    return trace.lookUps[..<index].contains { $0.access.table == lookUp.access.table || $0.access.stage > lookUp.access.stage }
  }

  // MARK: Keys

  private func key(_ lookUp: TracedLookUp, _ table: TableDescription, _ layout: RowLayout) -> [Explanation.FieldValue] {
    if case .index = table.match {
      return [Explanation.FieldValue(field: "index", value: indexText(lookUp.key.first ?? 0, table.role))]
    }
    let context = FieldContext(lookUp.key, layout, table.role)
    return layout.key.compactMap { place in
      RowValue(lookUp.key, place).map { Explanation.FieldValue(field: place.field.rawValue, value: text($0, place.field, context)) }
    }
  }

  private func indexText(_ number: UInt64, _ role: TableRole) -> String {
    switch role {
    case .port: "\(number) (\(chipPortName(Int(truncatingIfNeeded: number))))"
    case .routerInterface, .egressInterface: text(RowValue(low: number), .interface, .none)
    case .nextHop: text(RowValue(low: number), .nextHop, .none)
    case .trap: "\(number)" + (UInt8(exactly: number).flatMap { Trap.Kind(rawValue: $0) }.map { " (\($0))" } ?? "")
    default: "\(number)"
    }
  }

  /// What an entry compares: of a ternary row the fields with a mask, of a bucket's entry the prefix.
  private func entry(
    _ row: [UInt64], _ table: TableDescription, _ layout: RowLayout, key: [UInt64], _ keyLayout: RowLayout
  ) -> [Explanation.FieldValue] {
    if let maskOffset = layout.maskOffset {
      let context = FieldContext(row, layout, table.role, masked: true, else: FieldContext(key, keyLayout, table.role))
      return layout.key.compactMap { place in
        guard let value = RowValue(row, place), let mask = RowValue(row, offset: maskOffset + place.offset, width: place.width),
          !mask.isZero
        else { return nil }
        return Explanation.FieldValue(field: place.field.rawValue, value: text(value, mask: mask, place, context))
      }
    }
    guard let length = layout.keyPlace(.length).flatMap({ RowValue(row, $0) }),
      let place = layout.keyPlace(.ipv4) ?? layout.keyPlace(.ipv6), let address = RowValue(row, place)
    else { return [] }
    return [Explanation.FieldValue(field: place.field.rawValue, value: "\(text(address, place.field, .none))/\(length.low)")]
  }

  /// A row's data; fields that mean nothing beside the others are left out.
  private func fields(_ row: [UInt64], _ layout: RowLayout, only wanted: [Field]? = nil) -> [Explanation.FieldValue] {
    func read(_ field: Field) -> UInt64? { layout.place(field).flatMap { RowValue(row, $0) }?.low }
    let kind = read(.destinationKind).flatMap { DestinationKind(rawValue: $0) }
    return layout.data.compactMap { place in
      guard wanted?.contains(place.field) != false, let value = RowValue(row, place) else { return nil }
      switch place.field {
      case .destinationKind where layout.place(.action) != nil && kind == DestinationKind.none: return nil
      case .destination where kind == .drop || kind == DestinationKind.none: return nil
      case .counter where read(.counted) == 0: return nil
      case .meter where read(.metered) == 0: return nil
      case .peakRate, .peakRateExponent: if read(.meterMode) == MeterModeCode.singleRate.rawValue { return nil }
      case .port where read(.interfaceKind) == InterfaceKind.vlan.rawValue: return nil
      case .vlan where read(.interfaceKind) == InterfaceKind.port.rawValue: return nil
      case .portVLAN where read(.interface) ?? 0 != 0: return nil
      case .collects where read(.lag) == 0: return nil
      default: break
      }
      let text =
        switch place.field {
        case .members, .untagged, .blocked, .learning: ports(RowValue.bitNumbers(row, place))
        case .destination: destination(value.low, kind)
        default: self.text(value, place.field, .none)
        }
      return Explanation.FieldValue(field: place.field.rawValue, value: text)
    }
  }

  // MARK: Misses

  /// Whether a row belongs to the ACL entry that was hit: an entry can have many rows, and they are no misses of it.
  private func isOfTheHit(_ lookUp: TracedLookUp, _ table: TableDescription) -> (Int) -> Bool {
    let isACL = table.role == .aclIngress || table.role == .aclEgress
    guard isACL, lookUp.access.row >= 0, let hit = key(table.role, 0, Int(lookUp.access.row)) else { return { _ in false } }
    return { row in key(table.role, 0, row) == hit }
  }

  private func shadowed(_ index: Int, _ table: TableDescription) -> Explanation.Shadowed? {
    owner.asic.shadowedMatch(trace, index, except: isOfTheHit(trace.lookUps[index], table)).map {
      Explanation.Shadowed(row: $0, origin: origin(table.role, 0, $0))
    }
  }

  private func nearestMiss(
    _ index: Int, _ table: TableDescription, _ keyLayout: RowLayout, _ rowLayout: RowLayout
  ) -> Explanation.Miss? {
    let lookUp = trace.lookUps[index]
    guard let miss = owner.asic.nearestMiss(trace, index, except: isOfTheHit(lookUp, table)) else { return nil }
    let context = FieldContext(lookUp.key, keyLayout, table.role)
    let isPrefix = rowLayout.keyPlace(.length) != nil
    let wanted = entry(miss.words, table, rowLayout, key: lookUp.key, keyLayout)
    let differences = keyLayout.key.compactMap { place -> Explanation.Difference? in
      guard let bits = RowValue(miss.difference, place), !bits.isZero, let packet = RowValue(lookUp.key, place) else { return nil }
      let held =
        rowLayout.maskOffset != nil || isPrefix
        ? wanted.first { $0.field == place.field.rawValue }?.value
        : RowValue(miss.words, place).map { text($0, place.field, context) }
      return Explanation.Difference(
        field: place.field.rawValue, packet: text(packet, place.field, context), entry: held ?? "", bits: hexadecimal(bits),
        bitCount: bits.bitCount)
    }
    return Explanation.Miss(
      row: miss.row, differingBits: miss.differingBits, differences: differences, entry: wanted,
      origin: lookUp.access.level == 1 ? nil : origin(table.role, 0, miss.row))
  }
}
