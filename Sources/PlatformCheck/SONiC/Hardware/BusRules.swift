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
    }
  }

  /// The highest address that is not reserved; PMBus devices are seen above it nevertheless.
  static let highestAddress = 0x77

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
    private func targets(_ device: PDDFDevice) -> [PDDFDevice] {
      device.bus != nil ? [device] : device.interfaces.compactMap { $0.text.flatMap { pddf[$0] } }
    }

    /// I2C01, 03.
    func channels(_ report: Report) {
      for mux in pddf.devices {
        var buses: [String: Set<Int>] = [:]
        for channel in mux.channels {
          guard let base = mux.virtualBus?.value, base < 1 << 16, channel.number.value < 1 << 16 else { continue }
          buses[channel.device.text ?? "", default: []].insert(base + channel.number.value)
        }
        for channel in mux.channels {
          guard let device = channel.device.text.flatMap({ pddf[$0] }) else { continue }
          if let parent = device.parent, parent.text != mux.name {
            report.error(
              "I2C03", pddf.file, at: channel.device.position,
              "channel \(channel.number.value) of \(mux.name.excerpt) lists \(device.name.excerpt), whose device_parent is \((parent.text ?? "").excerpt)",
              related: [.init(pddf.file, at: parent.position, "its parent stands here")])
            continue
          }
          guard let bus = mux.virtualBus.map({ $0.value &+ channel.number.value }) else { continue }
          for target in targets(device) where target.parent == nil || target.parent?.text == mux.name {
            guard let own = target.bus, !(buses[device.name] ?? []).contains(own.value) else { continue }
            report.error(
              "I2C01", pddf.file, at: own.position,
              "\(target.name.excerpt) is on bus \(SONiCHardwareCheck.hex(own.value)), but channel \(channel.number.value) of \(mux.name.excerpt) is bus \(SONiCHardwareCheck.hex(bus))",
              related: [
                .init(pddf.file, at: channel.number.position, "\(device.name.excerpt) is listed on channel \(channel.number.value) here")
              ] + (mux.virtualBus.map { [.init(pddf.file, at: $0.position, "channel 0 is bus \(SONiCHardwareCheck.hex($0.value))")] } ?? [])
            )
          }
        }
      }
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
          "\(device.name.excerpt) is on bus \(SONiCHardwareCheck.hex(bus.value)), which is none of \(SONiCHardwareCheck.hex(buses.lowerBound))…\(SONiCHardwareCheck.hex(buses.upperBound)) of its parent \(parent.name.excerpt)",
          related: parent.virtualBus.map { [.init(pddf.file, at: $0.position, "the buses of \(parent.name.excerpt) begin here")] } ?? [])
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
            "\(device.name.excerpt) has I2C address \(SONiCHardwareCheck.hex(address.value)); addresses above \(SONiCHardwareCheck.hex(BusRules.highestAddress)) are reserved"
          )
        }
        let place = Place(bus: bus.value, address: address.value)
        if let known = first[place] {
          report.warning(
            "I2C04", pddf.file, at: address.position,
            "\(device.name.excerpt) (\((device.chip ?? "?").excerpt)) has the bus and address of \(known.name.excerpt) (\((known.chip ?? "?").excerpt)): \(SONiCHardwareCheck.hex(bus.value)), \(SONiCHardwareCheck.hex(address.value))",
            related: known.address.map { [.init(pddf.file, at: $0.position, "\(known.name.excerpt) is here")] } ?? [])
        } else {
          first[place] = device
        }
      }
      let muxes = pddf.devices.filter { $0.kind == "MUX" && $0.buses != nil && $0.bus != nil }
      for device in pddf.devices {
        guard var bus = device.bus?.value, let address = device.address else { continue }
        for _ in 0..<8 {
          guard let mux = muxes.first(where: { $0.buses?.contains(bus) ?? false }), let above = mux.bus?.value, above != bus else { break }
          bus = above
          guard let shadow = first[Place(bus: bus, address: address.value)] else { continue }
          report.warning(
            "I2C06", pddf.file, at: address.position,
            "\(device.name.excerpt) has address \(SONiCHardwareCheck.hex(address.value)), to which \(shadow.name.excerpt) answers on bus \(SONiCHardwareCheck.hex(bus)) before the multiplexer \(mux.name.excerpt)",
            related: shadow.address.map { [.init(pddf.file, at: $0.position, "\(shadow.name.excerpt) is here")] } ?? [])
          break
        }
      }
    }
  }
}
