import PlatformFormats
import SwitchPlatform

/// I2C01–07: whether the buses and addresses of a PDDF tree agree.
enum BusRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for pddf in DeviceRules.files(input) where input.isFirst("buses", pddf.name, report) {
      let rules = Tree(pddf: pddf.pddf)
      rules.channels(report)
      rules.parents(report)
      rules.addresses(report)
      rules.ranges(report)
    }
  }

  /// The highest address that is not reserved; PMBus devices are seen above it nevertheless.
  static let highestAddress = 0x77

  /// Multiplexers beyond which none is compared with the others.
  private static let maximumMultiplexers = 512

  private static func hex(_ value: Int) -> String { SONiCHardwareCheck.hex(value) }

  private struct Tree {
    var pddf: PDDFFile
    /// Devices that a parent's channels list, by the parent's name and theirs.
    private var listed: [String: Set<String>] = [:]

    init(pddf: PDDFFile) {
      self.pddf = pddf
      for device in pddf.devices {
        for channel in device.channels {
          let name = channel.device.text ?? ""
          listed[device.name, default: []].formUnion([name] + (pddf[name]?.interfaces.compactMap(\.text) ?? []))
        }
      }
    }

    /// The devices with buses that a channel's entry stands for: a port is what it consists of.
    private func targets(_ channel: PDDFDevice.Channel) -> [PDDFDevice] {
      guard let device = channel.device.text.flatMap({ pddf[$0] }) else { return [] }
      return device.bus != nil ? [device] : device.interfaces.compactMap { $0.text.flatMap { pddf[$0] } }
    }

    /// The bus of a device's channel 0.
    ///
    /// A multiplexer says it. The masters of an FPGA count their channels from 0 or from 1, each driver in its own way: what all but a few
    /// of the devices agree on is taken.
    private func base(_ owner: PDDFDevice) -> Int? {
      if owner.kind == "MUX" { return owner.virtualBus.flatMap { $0.value < 1 << 16 ? $0.value : nil } }
      var counts: [Int: Int] = [:]
      for channel in owner.channels where channel.number.value < 1 << 16 {
        for target in targets(channel) where target.parent?.text == owner.name {
          if let bus = target.bus?.value, bus < 1 << 16 { counts[bus - channel.number.value, default: 0] += 1 }
        }
      }
      let all = counts.values.reduce(0, +)
      guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value >= 4, most.value * 4 >= all * 3 else {
        return nil
      }
      return most.key
    }

    /// I2C01, 03.
    func channels(_ report: Report) {
      for owner in pddf.devices where !owner.channels.isEmpty {
        let base = base(owner)
        var buses: [String: Set<Int>] = [:]
        for channel in owner.channels where channel.number.value < 1 << 16 {
          if let base { buses[channel.device.text ?? "", default: []].insert(base + channel.number.value) }
        }
        for channel in owner.channels where channel.number.value < 1 << 16 {
          guard let device = channel.device.text.flatMap({ pddf[$0] }) else { continue }
          if let parent = device.parent, parent.text != owner.name {
            report.error(
              "I2C03", pddf.file, at: channel.device.position,
              "channel \(channel.number.value) of \(owner.name.excerpt) lists \(device.name.excerpt), whose device_parent is "
                + (parent.text ?? "").excerpt,
              related: [.init(pddf.file, at: parent.position, "its parent stands here")])
          } else if let base {
            for target in targets(channel) where target.parent == nil || target.parent?.text == owner.name {
              guard let own = target.bus, !(buses[device.name] ?? []).contains(own.value) else { continue }
              wrongBus(target, own, channel, of: owner, base, report)
            }
          }
        }
      }
    }

    private func wrongBus(
      _ device: PDDFDevice, _ bus: PDDFDevice.Number, _ channel: PDDFDevice.Channel, of owner: PDDFDevice, _ base: Int, _ report: Report
    ) {
      let (number, listed) = (channel.number, channel.device.text ?? "")
      var related = [Diagnostic.Related(pddf.file, at: number.position, "\(listed.excerpt) is listed on channel \(number.value) here")]
      if owner.kind == "MUX", let first = owner.virtualBus {
        related.append(.init(pddf.file, at: first.position, "channel 0 is bus \(BusRules.hex(base))"))
      }
      report.error(
        "I2C01", pddf.file, at: bus.position,
        "\(device.name.excerpt) is on bus \(BusRules.hex(bus.value)), but channel \(number.value) of \(owner.name.excerpt) is bus "
          + BusRules.hex(base + number.value),
        related: related)
    }

    /// I2C02, 07.
    func parents(_ report: Report) {
      for device in pddf.devices {
        if device.kind == "MUX", device.virtualBus == nil {
          report.note(
            "I2C07", pddf.file, at: device.key.position, "\(device.name.excerpt) does not say where its buses begin (dev_attr virt_bus)")
        }
        guard let bus = device.bus, let parent = device.parent?.text.flatMap({ pddf[$0] }),
          !(listed[parent.name]?.contains(device.name) ?? false)
        else { continue }
        guard parent.kind == "MUX", let buses = parent.buses, !buses.contains(bus.value) else { continue }
        report.error(
          "I2C02", pddf.file, at: bus.position,
          "\(device.name.excerpt) is on bus \(BusRules.hex(bus.value)), which is none of \(BusRules.hex(buses.lowerBound))…\(BusRules.hex(buses.upperBound)) of its parent \(parent.name.excerpt)",
          related: parent.virtualBus.map { [.init(pddf.file, at: $0.position, "the buses of \(parent.name.excerpt) begin here")] } ?? [])
      }
    }

    /// I2C10: two multiplexers whose channels are the same buses.
    func ranges(_ report: Report) {
      let muxes = pddf.devices.compactMap { device in device.kind == "MUX" ? device.buses.map { (device: device, buses: $0) } : nil }
        .prefix(BusRules.maximumMultiplexers)
      var told: Set<String> = []
      for (number, mux) in muxes.enumerated() {
        // A channel that nothing is behind is no bus that matters: the next multiplexer may begin there.
        let used = Set(mux.device.channels.compactMap { mux.buses.lowerBound + $0.number.value })
        for other in muxes.prefix(number) where mux.buses.overlaps(other.buses) {
          let shared = used.filter { bus in other.device.channels.contains { other.buses.lowerBound + $0.number.value == bus } }.sorted()
          let isSame = mux.buses.lowerBound == other.buses.lowerBound
          guard isSame || !shared.isEmpty, let base = mux.device.virtualBus, told.insert(mux.device.name).inserted else { continue }
          report.error(
            "I2C10", pddf.file, at: base.position,
            "the buses \(BusRules.hex(mux.buses.lowerBound))…\(BusRules.hex(mux.buses.upperBound)) of \(mux.device.name.excerpt) are those of \(other.device.name.excerpt) too",
            related: other.device.virtualBus.map { [.init(pddf.file, at: $0.position, "they begin here")] } ?? [])
        }
      }
    }

    /// I2C04–06.
    func addresses(_ report: Report) {
      struct Place: Hashable {
        var bus: Int
        var address: Int
      }
      var first: [Place: PDDFDevice] = [:]
      for device in pddf.devices {
        guard let bus = device.bus, let address = device.address else { continue }
        if address.value > BusRules.highestAddress {
          report.warning(
            "I2C05", pddf.file, at: address.position,
            "\(device.name.excerpt) has I2C address \(BusRules.hex(address.value)); addresses above \(BusRules.hex(BusRules.highestAddress)) are reserved"
          )
        }
        let place = Place(bus: bus.value, address: address.value)
        if let known = first[place] {
          report.warning(
            "I2C04", pddf.file, at: address.position,
            "\(device.name.excerpt) (\((device.chip ?? "?").excerpt)) has the bus and address of \(known.name.excerpt) (\((known.chip ?? "?").excerpt)): \(BusRules.hex(bus.value)), \(BusRules.hex(address.value))",
            related: known.address.map { [.init(pddf.file, at: $0.position, "\(known.name.excerpt) is here")] } ?? [])
        } else {
          first[place] = device
        }
      }
      let muxes = pddf.devices.filter { $0.kind == "MUX" && $0.buses != nil && $0.bus != nil }.prefix(BusRules.maximumMultiplexers)
      for device in pddf.devices {
        guard var bus = device.bus?.value, let address = device.address else { continue }
        for _ in 0..<8 {
          guard let mux = muxes.first(where: { $0.buses?.contains(bus) ?? false }), let above = mux.bus?.value, above != bus else { break }
          bus = above
          guard let shadow = first[Place(bus: bus, address: address.value)] else { continue }
          report.warning(
            "I2C06", pddf.file, at: address.position,
            "\(device.name.excerpt) has address \(BusRules.hex(address.value)), to which \(shadow.name.excerpt) answers on bus \(BusRules.hex(bus)) before the multiplexer \(mux.name.excerpt)",
            related: shadow.address.map { [.init(pddf.file, at: $0.position, "\(shadow.name.excerpt) is here")] } ?? [])
          break
        }
      }
    }
  }
}
