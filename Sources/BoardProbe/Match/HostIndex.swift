import DeviceAccess
import SwitchPlatform

/// A host's devices by id and by place.
struct HostIndex {
  let facts: MachineFacts
  private var functions: [String: [DeviceAccess.PCIAddress]] = [:]
  private var places: [DeviceAccess.PCIAddress: String] = [:]
  private var devices: [String: [String]] = [:]
  private var ports: [String: String] = [:]

  init(_ facts: MachineFacts) {
    self.facts = facts
    for function in facts.pci ?? [] {
      functions[function.identity.text, default: []].append(function.address)
      places[function.address] = function.identity.text
    }
    for device in facts.usb ?? [] {
      devices[device.identity, default: []].append(device.name)
      ports[device.name] = device.identity
    }
  }

  func verdict(_ function: BoardSignature.Function) -> BoardMatcher.Verdict {
    guard facts.pci != nil else { return .unknown }
    let ids = function.ids.map { $0.lowercased() }
    let place = function.place.flatMap { DeviceAccess.PCIAddress($0) }
    let there = place.flatMap { places[$0] }
    if let there, ids.isEmpty || ids.contains(there) { return .agrees }
    let elsewhere = ids.flatMap { functions[$0] ?? [] }.sorted()
    if let first = elsewhere.first { return place == nil ? .agrees : .isElsewhere("is at \(first)") }
    if function.isOptional { return .saysNothing }
    // Neither an id nor a readable place: nothing was asked.
    if ids.isEmpty, place == nil { return .saysNothing }
    return .disagrees(there.map { "\($0) is there" } ?? "")
  }

  func verdict(_ port: BoardSignature.Port) -> BoardMatcher.Verdict {
    guard facts.usb != nil else { return .unknown }
    let id = port.id?.lowercased()
    let there = port.place.flatMap { ports[$0] }
    if let there, id == nil || id == there { return .agrees }
    if let id, let first = devices[id]?.sorted().first { return port.place == nil ? .agrees : .isElsewhere("is at \(first)") }
    if port.isOptional || id == nil && port.place == nil { return .saysNothing }
    return .disagrees(there.map { "\($0) is there" } ?? "")
  }
}
