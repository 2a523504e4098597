import SwitchControl
import SwitchModel
import SwitchPlatform

extension Draft {
  /// An interface's address: a host route to the CPU, and a route of the subnet to the interface.
  mutating func readAddress(_ entry: Entry, _ index: Int) {
    let parts = entry.parts
    let text = parts.dropFirst().joined(separator: "|")
    guard parts.count == 2, let slash = text.firstIndex(of: "/"), let address = IPAddress(text[..<slash]),
      let length = unsignedNumber(text[text.index(after: slash)...]).flatMap(UInt8.init(exactly:)),
      let prefix = IPPrefix(address, length: length)
    else {
      error(
        .key, at: entry.position,
        "\(entry.name) is no key of \(entry.table); expected an address with its prefix length, such as 10.0.0.1/24")
      return
    }
    let isUnspecified = address.high == 0 && address.low == 0
    if address.isMulticast || address.isLoopback || isUnspecified || length == 0 {
      error(.value, at: entry.position, "\(entry.name): \(address)/\(length) cannot be an interface's address")
      return
    }
    let interface = interfaces[index]
    let host = Route.Key(virtualRouter: interface.virtualRouter, prefix: IPPrefix(host: address))
    if let other = routeOwners[host] {
      // Every link has its link-local addresses, and the same one may stand on each.
      if !isLinkLocal(address) {
        error(.contradiction, at: entry.position, "\(entry.name): \(other) has the address already")
        return
      }
    } else {
      insertRoute(host, .cpu, entry.name, at: entry.position)
    }
    interfaces[index].addresses.append((address, length))
    if interface.attachment == .loopback {
      if length != address.family.bitWidth {
        note(.assumed, at: entry.position, "\(entry.name): a loopback interface has no subnet; only \(address) is routed")
      }
      return
    }
    if length == address.family.bitWidth || isLinkLocal(address) { return }
    let connected = Route.Key(virtualRouter: interface.virtualRouter, prefix: prefix)
    if let other = routeOwners[connected] {
      if !isOwn(other, interface.name) {
        error(.contradiction, at: entry.position, "\(entry.name): \(prefix) is the subnet of \(other) already")
      }
      return
    }
    insertRoute(connected, .routerInterface(interface.id), entry.name, at: entry.position)
  }

  /// Whether an entry, `TABLE|name|address`, is of the interface.
  private func isOwn(_ entry: String, _ interface: String) -> Bool {
    let parts = entry.split(separator: "|")
    return parts.count > 1 && parts[1] == interface
  }

  mutating func insertRoute(_ key: Route.Key, _ destination: Route.Destination, _ name: String, at position: SourcePosition) {
    routeOwners[key] = name
    names[.route(key)] = name
    rows.routes.append(
      Configured(
        row: Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination), provenance: provenance(position)))
  }

  /// fe80::/10.
  func isLinkLocal(_ address: IPAddress) -> Bool { address.family == .v6 && address.high >> 54 == 0x3fa }
}
