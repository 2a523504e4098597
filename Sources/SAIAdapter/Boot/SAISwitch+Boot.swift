import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

extension SAISwitch {
  /// Makes the switch of `create_switch`: checks what was given, builds the hardware, and makes the objects that come with it.
  static func boot(
    _ services: Services, _ register: IDRegister, _ events: EventQueue, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?
  ) throws(SAIStatus) -> SAISwitch {
    guard let info = ObjectInfo(type: .switch) else { throw .failure }
    let given = try GivenAttributes(info, count, list)
    let profile = try Profile(services)
    let ids = register.numbers
    let replay = try SAISwitch.openReplay(profile, register)
    let hardware = try HardwareFactory.make(profile)
    let made = SAISwitch(hardware, profile, register, events)
    made.given = given
    try made.checkCreation(info, given, SwitchFamily.support)
    guard given.value(SAI_SWITCH_ATTR_INIT_SWITCH.rawValue) == .bool(true) else {
      throw .attributeNotSupported(given.index(of: SAI_SWITCH_ATTR_INIT_SWITCH.rawValue))
    }
    guard given.value(SAI_SWITCH_ATTR_TYPE.rawValue)?.asNumber ?? Int64(SAI_SWITCH_TYPE_NPU.rawValue) == Int64(SAI_SWITCH_TYPE_NPU.rawValue) else {
      throw .attributeNotSupported(given.index(of: SAI_SWITCH_ATTR_TYPE.rawValue))
    }
    let root = SAIObject(made.switchID, info)
    for entry in given.values { root.set(entry.info.id, entry.value) }
    made.objects.insert(root)
    events.switchID = made.switchID.rawValue
    try made.makeDefaults()
    for entry in given.values where entry.info.id != SAI_SWITCH_ATTR_INIT_SWITCH.rawValue && SwitchFamily.support.applied.contains(entry.info.id) {
      made.given = given
      try SwitchFamily.change(root, entry.info.id, in: made)
    }
    made.given = GivenAttributes([])
    var end = 0
    if let replay {
      end = try made.replay(replay.bytes, from: replay.start)
      try hardware.finishReplay()
    }
    try made.openJournal(ids, replayed: replay.map { ($0.bytes, end) })
    return made
  }

  private func makeDefaults() throws(SAIStatus) {
    let cpu = try requireBuiltIn(.port)
    cpu.key = .port(.cpu)
    defaults.cpuPort = cpu.id
    addPortResources(cpu)
    defaults.virtualRouter = try makeBuiltIn(.virtualRouter)
    // A chip without spanning trees has the one in which every port forwards, and no row for it.
    defaults.stp = control.device.capabilities.supports(.spanningTree) ? try makeBuiltIn(.stp) : try requireBuiltIn(.stp).id
    let bridge = try requireBuiltIn(.bridge, [(SAI_BRIDGE_ATTR_TYPE.rawValue, .number(Int64(SAI_BRIDGE_TYPE_1Q.rawValue)))])
    defaults.bridge = bridge.id
    defaults.vlan = try makeBuiltIn(.vlan, [(SAI_VLAN_ATTR_VLAN_ID.rawValue, .number(1))])
    defaults.trapGroup = control.device.capabilities.supports(.trapGroup) ? try makeBuiltIn(.trapGroup) : try requireBuiltIn(.trapGroup).id
    let fields: (UInt32, AttributeValue) = (SAI_HASH_ATTR_NATIVE_HASH_FIELD_LIST.rawValue, .numbers(HashFamily.fields))
    defaults.ecmpHash = try requireBuiltIn(.hash, [fields]).id
    defaults.lagHash = try requireBuiltIn(.hash, [fields]).id
    var traps = Transaction()
    for kind in Trap.Kind.allCases { traps.put(defaultTrap(kind)) }
    if control.device.capabilities.supports(.trap) { try commit(traps) }
    for port in profile.platform.board.ports {
      var values: [(UInt32, AttributeValue)] = [
        (SAI_PORT_ATTR_HW_LANE_LIST.rawValue, .numbers(profile.lanes(of: port))), (SAI_PORT_ATTR_SPEED.rawValue, .number(Int64(port.speed)))
      ]
      if profile.arePortsUp { values.append((SAI_PORT_ATTR_ADMIN_STATE.rawValue, .bool(true))) }
      let object = try create(.port, try attributes(.port, values))
      guard profile.hasDefaultBridgePorts else { continue }
      let bridgePort = try create(
        .bridgePort,
        try attributes(
          .bridgePort,
          [
            (SAI_BRIDGE_PORT_ATTR_TYPE.rawValue, .number(Int64(SAI_BRIDGE_PORT_TYPE_PORT.rawValue))),
            (SAI_BRIDGE_PORT_ATTR_PORT_ID.rawValue, .object(object.id)), (SAI_BRIDGE_PORT_ATTR_ADMIN_STATE.rawValue, .bool(true))
          ]))
      try create(
        .vlanMember,
        try attributes(
          .vlanMember,
          [
            (SAI_VLAN_MEMBER_ATTR_VLAN_ID.rawValue, .object(defaults.vlan)),
            (SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID.rawValue, .object(bridgePort.id))
          ]))
    }
  }

  private func attributes(_ type: Int32, _ values: [(UInt32, AttributeValue)]) throws(SAIStatus) -> GivenAttributes {
    guard let info = ObjectInfo(type: type) else { throw .failure }
    return GivenAttributes(values.compactMap { value in info.attribute(value.0).map { ($0, value.1) } })
  }

  /// An object that has rows and cannot be removed.
  private func makeBuiltIn(_ type: Int32, _ values: [(UInt32, AttributeValue)] = []) throws(SAIStatus) -> ObjectID {
    let object = try create(type, try attributes(type, values))
    object.isBuiltIn = true
    return object.id
  }

  private func requireBuiltIn(_ type: Int32, _ values: [(UInt32, AttributeValue)] = []) throws(SAIStatus) -> SAIObject {
    guard let object = addBuiltIn(type, values) else { throw .failure }
    return object
  }

  /// Begins with packets and time. Without the library's lock.
  func start(_ library: SAILibrary) {
    hostInterfaces.onFrame = { frame, target in library.between { $0.send(frame, from: target) } }
    hardware.start(library)
  }

  /// Ends the switch's threads and lets go of its devices. Without the library's lock.
  func stop(keepsPorts: Bool) {
    hostInterfaces.stop()
    hardware.stop()
    journal?.close()
  }

  /// Tells of a port whose link may have changed.
  func tellPortState(_ object: SAIObject) {
    guard case .port(let id) = object.key, id != .cpu else { return }
    let isUp = isUp(object)
    guard portStates[id] ?? false != isUp else { return }
    portStates[id] = isUp
    events.post(.port(object.id, isUp: isUp))
    hostInterfaces.portChanged(object.id, isUp: isUp)
  }
}
