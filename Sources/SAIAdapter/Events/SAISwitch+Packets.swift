import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel

// Packets between the chip's CPU port and the host, and what the chip has noticed by itself. Under the library's lock.
extension SAISwitch {
  /// Takes all packets and events that the chip has for us.
  func collect() {
    do throws(SwitchError) {
      while let packet = try control.device.packets?.receive() { deliver(packet) }
      while let event = try control.device.events?.nextEvent() { note(event) }
    } catch {
      // A chip that does not answer has nothing to say; the next call that needs it fails by itself.
    }
  }

  // MARK: To the host

  private func deliver(_ packet: PuntedPacket) {
    let port = ports[packet.port]
    var lag: SAIObject?
    control.forEach(LAG.self) { row in
      guard row.members.contains(where: { $0.port == packet.port }) else { return }
      objects.forEach { if $0.key == .lag(row.id), $0.info.type == .lag { lag = $0 } }
    }
    let trap = packet.trap.flatMap { traps[$0] } ?? .null
    let channel = channel(packet, trap, port, lag)
    if channel == SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_CB || channel == SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_FD {
      events.post(.packet(packet.frame, trap: trap, port: port ?? .null, lag: lag?.id ?? .null))
      return
    }
    var targets: [ObjectID] = []
    if channel == SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_NETDEV_L3, let vlan = vlan(of: packet) { targets.append(vlan) }
    if channel != SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_NETDEV_PHYSICAL_PORT, let lag { targets.append(lag.id) }
    if let port { targets.append(port) }
    if let lag { targets.append(lag.id) }
    if let vlan = vlan(of: packet) { targets.append(vlan) }
    for target in targets where hostInterfaces.receive(packet.frame, for: target) { return }
    // No device for it: whoever asked for packets gets it.
    events.post(.packet(packet.frame, trap: trap, port: port ?? .null, lag: lag?.id ?? .null))
  }

  /// The VLAN that a packet came in: by its tag, else the port's.
  private func vlan(of packet: PuntedPacket) -> ObjectID? {
    var id = VLANID.default
    if let tagged = hostInterfaces.vlan(of: packet.frame) {
      id = tagged
    } else if let row = control.row(Port.self, packet.port) {
      id = row.portVLAN
    }
    var found: ObjectID?
    objects.forEach { if $0.info.type == .vlan, $0.key == .vlan(id) { found = $0.id } }
    return found
  }

  /// What the host-interface table says: the entry for the trap on this port or LAG, for the trap, for everything.
  private func channel(
    _ packet: PuntedPacket, _ trap: ObjectID, _ port: ObjectID?, _ lag: SAIObject?
  ) -> sai_hostif_table_entry_channel_type_t {
    var best: (rank: Int, channel: Int64)?
    for id in objects.ids(of: .hostInterfaceTableEntry) {
      guard let entry = objects[id] else { continue }
      let its = entry.given(SAI_HOSTIF_TABLE_ENTRY_ATTR_TRAP_ID.rawValue)?.asObject
      let object = entry.given(SAI_HOSTIF_TABLE_ENTRY_ATTR_OBJ_ID.rawValue)?.asObject
      let rank: Int
      switch number(entry, SAI_HOSTIF_TABLE_ENTRY_ATTR_TYPE) {
      case Int64(SAI_HOSTIF_TABLE_ENTRY_TYPE_PORT.rawValue) where its == trap && object == port: rank = 3
      case Int64(SAI_HOSTIF_TABLE_ENTRY_TYPE_LAG.rawValue) where its == trap && lag != nil && object == lag?.id: rank = 3
      case Int64(SAI_HOSTIF_TABLE_ENTRY_TYPE_TRAP_ID.rawValue) where its == trap: rank = 2
      case Int64(SAI_HOSTIF_TABLE_ENTRY_TYPE_WILDCARD.rawValue): rank = 1
      default: continue
      }
      if rank > best?.rank ?? 0 { best = (rank, number(entry, SAI_HOSTIF_TABLE_ENTRY_ATTR_CHANNEL_TYPE)) }
    }
    guard let best else { return SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_NETDEV_PHYSICAL_PORT }
    return sai_hostif_table_entry_channel_type_t(rawValue: UInt32(truncatingIfNeeded: best.channel))
  }

  // MARK: From the host

  /// Sends a frame that the host wrote into a host interface.
  func send(_ frame: [UInt8], from target: ObjectID) {
    guard let object = objects[target], let packets = control.device.packets else { return }
    do throws(SwitchError) {
      switch object.key {
      case .vlan(let vlan): try packets.send(frame, in: vlan)
      case .lag(let lag):
        guard let port = member(of: lag, for: frame) else { return }
        try packets.send(frame, to: port)
      case .port(let port): try packets.send(frame, to: port)
      default: return
      }
    } catch {
      // As on a wire: what cannot be sent is lost.
    }
    hardware.drain()
    collect()
  }

  /// The member of a LAG that a frame leaves by: the same for the same addresses.
  func member(of lag: LAGID, for frame: [UInt8]) -> PortID? {
    guard let members = control.row(LAG.self, lag)?.members.filter(\.distributes), !members.isEmpty else { return nil }
    let sum = frame.prefix(12).reduce(0) { $0 &* 31 &+ Int($1) }
    return members[Int(UInt(bitPattern: sum) % UInt(members.count))].port
  }

  /// `send_hostif_packet`: out of a port past all look-ups, or through the pipeline.
  func sendPacket(_ frame: [UInt8], _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) throws(SAIStatus) {
    guard let packets = control.device.packets, let info = ObjectInfo(type: Int32(SAI_OBJECT_TYPE_HOSTIF_PACKET.rawValue)) else {
      throw .notSupported
    }
    let given = try GivenAttributes(info, count, list)
    let type = given.value(SAI_HOSTIF_PACKET_ATTR_HOSTIF_TX_TYPE.rawValue)?.asNumber
    guard frame.count >= 14 else { throw .invalidParameter }
    let position = given.index(of: SAI_HOSTIF_PACKET_ATTR_EGRESS_PORT_OR_LAG.rawValue)
    switch type {
    case Int64(SAI_HOSTIF_TX_TYPE_PIPELINE_BYPASS.rawValue):
      guard let value = given.value(SAI_HOSTIF_PACKET_ATTR_EGRESS_PORT_OR_LAG.rawValue) else { throw .mandatoryAttributeMissing }
      guard let object = objects[value.asObject] else { throw .invalidValue(position) }
      switch object.key {
      case .port(let port) where port != .cpu && object.info.type == .port: try send(frame, to: port, packets)
      case .lag(let lag) where object.info.type == .lag:
        guard let port = member(of: lag, for: frame) else { throw .invalidPortMember }
        try send(frame, to: port, packets)
      default: throw .invalidValue(position)
      }
    case Int64(SAI_HOSTIF_TX_TYPE_PIPELINE_LOOKUP.rawValue):
      do throws(SwitchError) {
        try packets.send(frame, in: hostInterfaces.vlan(of: frame) ?? .default)
      } catch { throw status(of: error) }
    case nil: throw .mandatoryAttributeMissing
    default: throw .invalidValue(given.index(of: SAI_HOSTIF_PACKET_ATTR_HOSTIF_TX_TYPE.rawValue))
    }
    hardware.drain()
    collect()
  }

  private func send(_ frame: [UInt8], to port: PortID, _ packets: any PacketPort) throws(SAIStatus) {
    do throws(SwitchError) { try packets.send(frame, to: port) } catch { throw status(of: error) }
  }

  // MARK: Events

  private func note(_ event: SwitchEvent) {
    switch event {
    case .learned(let entry):
      learned?.insert(entry.key)
      tell(SAI_FDB_EVENT_LEARNED, entry)
    case .moved(let entry, _):
      forget(entry)
      learned?.insert(entry.key)
      tell(SAI_FDB_EVENT_MOVE, entry)
    case .aged(let entry):
      forget(entry)
      learned?.remove(entry.key)
      tell(SAI_FDB_EVENT_AGED, entry)
    case .lost: learned = nil
    }
  }

  /// A dynamic entry that a caller made has gone its own way.
  private func forget(_ entry: FDBEntry) {
    guard let object = entries[.fdbEntry(entry.key)], let row = control.row(FDBEntry.self, entry.key), !row.isStatic else { return }
    loseEntry(object)
    control.forget(FDBEntry.self, entry.key)
  }

  private func tell(_ type: sai_fdb_event_t, _ entry: FDBEntry) {
    var vlan = ObjectID.null
    objects.forEach { if $0.info.type == .vlan, $0.key == .vlan(entry.key.vlan) { vlan = $0.id } }
    events.post(
      .fdb(type, vlan: vlan, mac: entry.key.mac, bridgePort: bridgePorts[entry.port] ?? .null, isStatic: entry.isStatic))
  }
}
