import SwitchControl
import SwitchModel
import SwitchPlatform

extension Draft {
  /// NEIGH: a neighbor each, and its next hop, numbered from 1 in file order.
  mutating func readNeighbors() {
    for entry in entries["NEIGH"] ?? [] { readNeighbor(entry) }
  }

  private mutating func readNeighbor(_ entry: Entry) {
    guard let (interfaceName, addressText) = parts(of: entry, "Vlan100|10.0.0.2"),
      let index = interfaceIndex(LocatedText(text: interfaceName, position: entry.position), in: entry.name)
    else { return }
    guard let address = IPAddress(addressText) else {
      error(.key, at: entry.position, "\(entry.name): \(quoted(addressText)) is no IP address")
      return
    }
    checkFamily(entry, address)
    guard let located = text("neigh", of: entry) else {
      if entry.field("neigh") == nil {
        warning(
          .unsupported, at: entry.position, "\(entry.name) has no MAC address in 'neigh', and nothing resolves it here; it is left out")
      }
      return
    }
    guard let mac = unicastMAC(located, what: "\(entry.name)|neigh") else { return }
    let interface = interfaces[index]
    if address.isMulticast || (address.high == 0 && address.low == 0) || interface.attachment == .loopback {
      error(.value, at: entry.position, "\(entry.name): \(address) on \(interface.name) cannot be a neighbor")
      return
    }
    if interface.addresses.contains(where: { $0.address == address }) {
      error(.contradiction, at: entry.position, "\(entry.name): \(address) is the switch's own address")
      return
    }
    let key = Neighbor.Key(interface: interface.id, address: address)
    if nextHops[key] != nil {
      error(.duplicate, at: entry.position, "\(entry.name): \(interface.name) has this neighbor already")
      return
    }
    if !interface.isConnected(to: address), !isLinkLocal(address) {
      warning(.contradiction, at: entry.position, "\(entry.name): \(address) is in no subnet of \(interface.name)")
    }
    let id = NextHopID(UInt32(truncatingIfNeeded: nextHops.count + 1))
    nextHops[key] = id
    interfacesOfNeighbor[address, default: []].append(index)
    let provenance = provenance(entry.position)
    rows.neighbors.append(Configured(row: Neighbor(interface: interface.id, address: address, mac: mac), provenance: provenance))
    rows.nextHops.append(Configured(row: NextHop(id: id, neighbor: key), provenance: provenance))
    names[.neighbor(key)] = entry.name
    names[.nextHop(id)] = entry.name
  }

  private mutating func checkFamily(_ entry: Entry, _ address: IPAddress) {
    guard let family = text("family", of: entry) else { return }
    let expected = address.family == .v4 ? "IPv4" : "IPv6"
    if family.text.lowercased() != expected.lowercased() {
      error(.contradiction, at: family.position, "\(entry.name)|family is \(quoted(family.text)); \(address) is of family '\(expected)'")
    }
  }

  /// The interface of a name; `nil` with a diagnostic for a name of none.
  mutating func interfaceIndex(_ name: LocatedText, in user: String) -> Int? {
    if let index = interfaceIndices[name.text] { return index }
    if broken.contains(name.text) {
      note(.dependent, at: name.position, "\(user) is left out with interface \(name.text)")
    } else if name.text.hasPrefix("PortChannel") {
      warning(.unsupported, at: name.position, "\(user): port channels are not supported; it is left out")
    } else {
      error(
        .unknownName, at: name.position,
        "\(user): there is no interface \(quoted(name.text))\(NearestName.suggestion(for: name.text, among: interfaces.map(\.name)))")
    }
    return nil
  }

  /// The next hop to a neighbor, on a named interface or on any of the virtual router (`nil`: of all); `nil` with a
  /// diagnostic.
  mutating func nextHop(
    to address: IPAddress, interface name: String?, in virtualRouter: VirtualRouterID?, at position: SourcePosition, for user: String
  ) -> NextHopID? {
    if let name {
      guard let index = interfaceIndex(LocatedText(text: name, position: position), in: user) else { return nil }
      if let id = nextHops[Neighbor.Key(interface: interfaces[index].id, address: address)] { return id }
      return reportUnresolved(address, on: index, at: position, for: user)
    }
    let found = (interfacesOfNeighbor[address] ?? []).filter { virtualRouter == nil || interfaces[$0].virtualRouter == virtualRouter }
    if let only = found.first, found.count == 1 { return nextHops[Neighbor.Key(interface: interfaces[only].id, address: address)] }
    if found.count > 1 {
      error(
        .nextHop, at: position,
        "\(user): \(address) is a neighbor on \(found.map { interfaces[$0].name }.joined(separator: " and ")); its interface has to be named"
      )
      return nil
    }
    let connected = interfaces.firstIndex { (virtualRouter == nil || $0.virtualRouter == virtualRouter) && $0.isConnected(to: address) }
    return reportUnresolved(address, on: connected, at: position, for: user)
  }

  private mutating func reportUnresolved(_ address: IPAddress, on index: Int?, at position: SourcePosition, for user: String) -> NextHopID?
  {
    guard let index else {
      error(
        .nextHop, at: position,
        "\(user): next hop \(address) is no neighbor and in no interface's subnet; it needs both an interface and a NEIGH entry")
      return nil
    }
    let interface = interfaces[index]
    if interface.addresses.contains(where: { $0.address == address }) {
      error(.nextHop, at: position, "\(user): next hop \(address) is the switch's own address on \(interface.name)")
    } else {
      error(.nextHop, at: position, "\(user): next hop \(address) is no neighbor; it needs an entry NEIGH|\(interface.name)|\(address)")
    }
    return nil
  }

  /// The group of these next hops: one group for each set, numbered from 1 in the order of use.
  mutating func group(of members: [NextHopID], name: String, at position: SourcePosition) -> NextHopGroupID {
    let set = NextHopSet(members: members.sorted())
    if let id = groups[set] { return id }
    let id = NextHopGroupID(UInt32(truncatingIfNeeded: groups.count + 1))
    groups[set] = id
    names[.nextHopGroup(id)] = name
    let row = NextHopGroup(id: id, members: set.members.map { NextHopGroup.Member(nextHop: $0) })
    rows.nextHopGroups.append(Configured(row: row, provenance: provenance(position)))
    return id
  }
}
