import SwitchPlatform

/// Meters as the driver sets them.
struct MeterRows {
  let id: UInt16
  let rows: IndexLookUp
  let valid, mode, unit, colorAware, committedRate, committedExponent, peakRate, peakExponent: FieldPlace
  let committedBurst, peakBurst, dropsGreen, dropsYellow, dropsRed: FieldPlace

  init(_ id: UInt16, _ rows: IndexLookUp, _ place: (Field) -> FieldPlace) {
    self.id = id
    self.rows = rows
    valid = place(.valid)
    mode = place(.meterMode)
    unit = place(.meterUnit)
    colorAware = place(.colorAware)
    committedRate = place(.committedRate)
    committedExponent = place(.committedRateExponent)
    peakRate = place(.peakRate)
    peakExponent = place(.peakRateExponent)
    committedBurst = place(.committedBurst)
    peakBurst = place(.peakBurst)
    dropsGreen = place(.dropsGreen)
    dropsYellow = place(.dropsYellow)
    dropsRed = place(.dropsRed)
  }
}

extension Compiled<MeterRows> {
  func settings(_ row: UnsafePointer<UInt64>) -> MeterSettings {
    // The loader admits 32 bits of rate and 5 of exponent: a rate is below 2^63.
    MeterSettings(
      mode: MeterModeCode(rawValue: self.mode.read(row)) ?? .singleRate, isColorAware: self.colorAware.read(row) == 1,
      committedRate: self.committedRate.read(row) &<< self.committedExponent.read(row),
      peakRate: self.peakRate.read(row) &<< self.peakExponent.read(row),
      committedBurst: self.committedBurst.read(row), peakBurst: self.peakBurst.read(row))
  }

  func drops(_ color: PacketColor, _ row: UnsafePointer<UInt64>) -> Bool {
    switch color {
    case .green: self.dropsGreen.read(row) == 1
    case .yellow: self.dropsYellow.read(row) == 1
    case .red: self.dropsRed.read(row) == 1
    }
  }
}

/// Buckets and counts of meters, as the chip keeps them. A count that a chip lacks is written nowhere.
struct MeterStateRows {
  let rows: IndexLookUp
  let started, updated, committed, committedFraction, peak, peakFraction: FieldPlace
  let greenPackets, greenBytes, yellowPackets, yellowBytes, redPackets, redBytes: FieldPlace

  init(_ rows: IndexLookUp, _ place: (Field) -> FieldPlace) {
    self.rows = rows
    started = place(.started)
    updated = place(.updated)
    committed = place(.committedTokens)
    committedFraction = place(.committedFraction)
    peak = place(.peakTokens)
    peakFraction = place(.peakFraction)
    greenPackets = place(.greenPackets)
    greenBytes = place(.greenBytes)
    yellowPackets = place(.yellowPackets)
    yellowBytes = place(.yellowBytes)
    redPackets = place(.redPackets)
    redBytes = place(.redBytes)
  }
}

extension Compiled<MeterStateRows> {
  /// The buckets; full ones of a meter that has had no packet yet.
  func buckets(_ row: UnsafePointer<UInt64>, _ settings: MeterSettings, at cycle: Int64) -> TokenBuckets {
    guard self.started.read(row) == 1 else { return TokenBuckets(full: settings, at: cycle) }
    return TokenBuckets(
      committed: self.committed.read(row), peak: self.peak.read(row), committedFraction: self.committedFraction.read(row),
      peakFraction: self.peakFraction.read(row), updated: Int64(bitPattern: self.updated.read(row)))
  }

  func keep(_ buckets: TokenBuckets, _ row: UnsafeMutablePointer<UInt64>) {
    self.started.write(1, row)
    self.updated.write(UInt64(bitPattern: buckets.updated), row)
    self.committed.write(buckets.committed, row)
    self.committedFraction.write(buckets.committedFraction, row)
    self.peak.write(buckets.peak, row)
    self.peakFraction.write(buckets.peakFraction, row)
  }

  /// Counts a packet, which wraps as all counters of the chip do.
  func count(_ color: PacketColor, _ length: Int, _ row: UnsafeMutablePointer<UInt64>) {
    let (packets, bytes) =
      switch color {
      case .green: (self.greenPackets, self.greenBytes)
      case .yellow: (self.yellowPackets, self.yellowBytes)
      case .red: (self.redPackets, self.redBytes)
      }
    packets.add(1, row)
    bytes.add(UInt64(truncatingIfNeeded: length), row)
  }
}
