import CSAI
import SwitchModel

// What a port has besides itself: objects with identity that come and go with the port. They cannot be configured yet.

enum QueueFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_QUEUE_ATTR_TYPE, SAI_QUEUE_ATTR_PORT, SAI_QUEUE_ATTR_INDEX],
    computed: [SAI_QUEUE_ATTR_PAUSE_STATUS, SAI_QUEUE_ATTR_PARENT_SCHEDULER_NODE], isCreatable: false, isRemovable: false)

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) { throw .attributeNotSupported(0) }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? { .bool(false) }
}

enum SchedulerGroupFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_SCHEDULER_GROUP_ATTR_PORT_ID, SAI_SCHEDULER_GROUP_ATTR_LEVEL, SAI_SCHEDULER_GROUP_ATTR_MAX_CHILDS],
    computed: [SAI_SCHEDULER_GROUP_ATTR_CHILD_COUNT, SAI_SCHEDULER_GROUP_ATTR_CHILD_LIST, SAI_SCHEDULER_GROUP_ATTR_PARENT_NODE],
    isCreatable: false, isRemovable: false)

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) { throw .attributeNotSupported(0) }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    attribute == SAI_SCHEDULER_GROUP_ATTR_CHILD_COUNT.rawValue ? .number(Int64(object.members.count)) : .objects(object.members)
  }
}

enum PriorityGroupFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_INGRESS_PRIORITY_GROUP_ATTR_PORT, SAI_INGRESS_PRIORITY_GROUP_ATTR_INDEX], isCreatable: false, isRemovable: false)
}

extension SAISwitch {
  /// Queues of a front-panel port, and of the CPU's.
  static let queues = 8
  static let priorityGroups = 8

  var cpuQueues: Int { hardware.cpuQueues }

  /// Makes the queues, scheduler group and priority groups of a port that is new.
  func addPortResources(_ port: SAIObject) {
    let isCPU = port.key == .port(.cpu)
    let count = isCPU ? cpuQueues : SAISwitch.queues
    guard
      let group = addPart(
        of: port, .schedulerGroup,
        [
          (SAI_SCHEDULER_GROUP_ATTR_PORT_ID.rawValue, .object(port.id)), (SAI_SCHEDULER_GROUP_ATTR_LEVEL.rawValue, .number(0)),
          (SAI_SCHEDULER_GROUP_ATTR_MAX_CHILDS.rawValue, .number(Int64(count))),
          (SAI_SCHEDULER_GROUP_ATTR_PARENT_NODE.rawValue, .object(port.id))
        ])
    else { return }
    for index in 0..<count {
      let queue = addPart(
        of: port, .queue,
        [
          (SAI_QUEUE_ATTR_TYPE.rawValue, .number(Int64(SAI_QUEUE_TYPE_ALL.rawValue))), (SAI_QUEUE_ATTR_PORT.rawValue, .object(port.id)),
          (SAI_QUEUE_ATTR_INDEX.rawValue, .number(Int64(index))), (SAI_QUEUE_ATTR_PARENT_SCHEDULER_NODE.rawValue, .object(group.id))
        ])
      if let queue { group.members.append(queue.id) }
    }
    if isCPU { return }
    for index in 0..<SAISwitch.priorityGroups {
      _ = addPart(
        of: port, .priorityGroup,
        [
          (SAI_INGRESS_PRIORITY_GROUP_ATTR_PORT.rawValue, .object(port.id)),
          (SAI_INGRESS_PRIORITY_GROUP_ATTR_INDEX.rawValue, .number(Int64(index)))
        ])
    }
  }

  /// A part refers to its port, which does not keep the port from being removed: the references are not counted.
  private func addPart(of port: SAIObject, _ type: Int32, _ values: [(UInt32, AttributeValue)]) -> SAIObject? {
    guard let info = ObjectInfo(type: type) else { return nil }
    let part = SAIObject(register.newID(type), info)
    part.isBuiltIn = true
    for (id, value) in values { part.set(id, value) }
    objects.insert(part)
    port.members.append(part.id)
    return part
  }

  func canRemovePortResources(_ port: SAIObject) -> Bool { port.members.allSatisfy { objects[$0]?.references ?? 0 == 0 } }

  func removePortResources(_ port: SAIObject) {
    for id in port.members {
      objects.remove(id)
      statistics.forget(id)
    }
    port.members = []
  }
}
