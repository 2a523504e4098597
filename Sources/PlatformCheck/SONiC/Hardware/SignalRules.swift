import PlatformFormats
import SwitchPlatform

/// PNT02: signals of two transceivers that are one bit of a device.
enum SignalRules {
  private struct Bit: Hashable {
    var device: String
    var offset: Int
    /// The index of a bit, as PDDF has it for transceivers; `nil`: the device is the bit.
    var mask: String?
  }

  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for (name, pddf) in DeviceRules.files(input) where input.isFirst("signals", name, report) { bits(pddf, report) }
  }

  private static func bits(_ pddf: PDDFFile, _ report: Report) {
    var first: [Bit: (device: PDDFDevice, attribute: PDDFDevice.Attribute)] = [:]
    for device in pddf.devices {
      for attribute in device.attributes where attribute.name.hasPrefix("xcvr_") {
        guard let owner = attribute.device?.text, let offset = attribute.offset?.value else { continue }
        let bit = Bit(device: owner, offset: offset, mask: attribute.mask.map { String($0.value) })
        guard let known = first[bit] else {
          first[bit] = (device, attribute)
          continue
        }
        // One port may give a bit two names.
        guard known.device.name != device.name else { continue }
        let place = "\(owner.excerpt), offset \(SONiCHardwareCheck.hex(offset))" + (attribute.mask.map { ", bit \($0.value)" } ?? "")
        report.error(
          "PNT02", pddf.file, at: attribute.offset?.position ?? attribute.nameNode.position,
          "\(attribute.name.excerpt) of \(device.name.excerpt) is the bit of \(known.attribute.name.excerpt) of \(known.device.name.excerpt): \(place)",
          related: [.init(pddf.file, at: known.attribute.offset?.position ?? known.attribute.nameNode.position, "first used here")])
      }
    }
  }
}
