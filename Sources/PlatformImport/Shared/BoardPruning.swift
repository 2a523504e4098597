import SwitchPlatform

/// Leaves out of a board what contradicts another part of it, and lists each with its source.
///
/// The order is that of dependence: devices, then the points that name them, then cages, then profiles and zones.
struct BoardPruning {
  var board: BoardDescription
  private(set) var remarks: [String] = []
  let chips: KnownChips
  var devices: [String: BoardDevice] = [:]

  init(_ board: BoardDescription, _ chips: KnownChips) {
    self.board = board
    self.chips = chips
  }

  mutating func prune() {
    pruneDevices()
    pruneSerdes()
    pruneCages()
    prunePoints()
    pruneMonitoring()
    pruneThermal()
    pruneProfiles()
  }

  mutating func drop(_ source: String?, _ what: String, _ why: String) {
    note(source, "\(what) is left out: \(why)")
  }

  mutating func note(_ source: String?, _ text: String) { remarks.append("\(source ?? board.platform.id): \(text)") }

  /// What lanes of an ASIC can do.
  func limits(_ asic: String) -> ChipLimits? { board.asic(named: asic).flatMap { chips.limits($0.chip) } }

  /// Keeps what hangs on a root by way of devices that are kept, each at a place of its own.
  private mutating func pruneDevices() {
    var named: [String: BoardDevice] = [:]
    var order: [String] = []
    for device in board.devices {
      if BoardDevice.roots.contains(device.name) || named[device.name] != nil {
        drop(device.source, "device '\(device.name)'", "there is one of that name already")
        continue
      }
      named[device.name] = device
      order.append(device.name)
    }
    var waiting = order
    var places: Set<String> = []
    while true {
      var next: [String] = []
      for name in waiting {
        guard let device = named[name], let on = device.on, isKnown(on), device.select.allSatisfy({ devices[$0.dev.device] != nil }) else {
          next.append(name)
          continue
        }
        if let channel = on.channel, channel >= devices[on.device]?.channelCount ?? 0 {
          drop(device.source, "device '\(name)'", "'\(on.device)' has no channel \(channel)")
        } else if let address = device.address, !(0...0x7f).contains(address) {
          drop(device.source, "device '\(name)'", "its address \(address) is none of 0x00…0x7f")
        } else if let address = device.address, !places.insert("\(on) \(address) \(device.select.map(\.text))").inserted {
          drop(device.source, "device '\(name)'", "another has its address 0x\(String(address, radix: 16)) on \(on)")
        } else {
          devices[name] = device
        }
      }
      if next.count == waiting.count { break }
      waiting = next
    }
    for name in waiting {
      let on = named[name]?.on?.description ?? "nothing"
      drop(named[name]?.source, "device '\(name)'", "it is on '\(on)', or selected by a device, that is not described")
    }
    board.devices = order.compactMap { devices[$0] }
  }

  private func isKnown(_ reference: DeviceReference) -> Bool {
    devices[reference.device] != nil || BoardDevice.roots.contains(reference.device) && reference.channel == nil
  }

  /// Whether a device or a channel of one is kept.
  func holds(_ reference: DeviceReference) -> Bool {
    guard isKnown(reference) else { return false }
    guard let channel = reference.channel else { return true }
    return channel < devices[reference.device]?.channelCount ?? 0
  }

  private mutating func pruneSerdes() {
    for index in board.asics.indices {
      let limits = chips.limits(board.asics[index].chip)
      var seen: Set<String> = []
      var kept: [BoardASIC.Serdes] = []
      for wire in board.asics[index].serdes {
        let uses = ["lane \(wire.lane)", "tx \(wire.core).\(wire.tx)", "rx \(wire.core).\(wire.rx)"]
        let isInside = limits.map { limits in limits.lanes.map { (0..<$0).contains(wire.lane - limits.firstLane) } ?? true } ?? true
        if !isInside {
          drop(wire.source, "the wiring of lane \(wire.lane)", "it is beyond chip '\(board.asics[index].chip)'")
        } else if uses.contains(where: seen.contains) {
          drop(wire.source, "the wiring of lane \(wire.lane)", "the lane or a pair of core \(wire.core) is wired already")
        } else {
          kept.append(wire)
        }
        if isInside { seen.formUnion(uses) }
      }
      board.asics[index].serdes = kept
    }
  }
}

extension Point {
  /// All of it, to compare places by.
  fileprivate var text: String { "\(dev) \(reg ?? -1) \(mask ?? -1) \(value ?? -1) \(bit ?? -1)" }
}
