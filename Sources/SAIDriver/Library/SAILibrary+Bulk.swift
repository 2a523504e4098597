import CSAI

// Calls for many objects at once. Each element has a status of its own.

extension SAILibrary {
  /// Makes all members of a group, or none.
  ///
  /// - Returns: `nil` where the library has no such call, `true` when all were made.
  func createGroupMembers(_ lists: [[SAIAttribute]], _ steps: Steps) throws(SAIFault) -> Bool? {
    guard let create = functions.groups.create_next_hop_group_members else { return nil }
    let memory = lists.map { SAIAttributeList($0) }
    let counts = memory.map(\.count)
    var pointers = memory.map(\.pointer)
    var ids = [sai_object_id_t](repeating: 0, count: lists.count)
    var statuses = [sai_status_t](repeating: SAI_STATUS_NOT_EXECUTED, count: lists.count)
    let status = withExtendedLifetime(memory) {
      create(
        switchID, UInt32(truncatingIfNeeded: lists.count), counts, &pointers, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, &ids, &statuses)
    }
    if status == SAI_STATUS_NOT_IMPLEMENTED || status == SAI_STATUS_NOT_SUPPORTED { return nil }
    for (id, each) in zip(ids, statuses) where each == SAI_STATUS_SUCCESS {
      let member = SAIObject(SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER, id)
      steps.onFailure { [self] () throws(SAIFault) in try remove(member) }
    }
    if status == SAI_STATUS_SUCCESS { return true }
    let failed = statuses.firstIndex { $0 != SAI_STATUS_SUCCESS && $0 != SAI_STATUS_NOT_EXECUTED }
    let attributes = failed.map { lists[$0].map(\.id) } ?? []
    throw .status(
      failed.map { statuses[$0] } ?? status, type: SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER.rawValue, attributes: attributes)
  }

  /// Makes routes in one call.
  ///
  /// - Returns: a status each; `nil` where the library has no such call.
  func createRoutes(_ entries: [sai_route_entry_t], _ lists: [[SAIAttribute]]) -> [sai_status_t]? {
    guard let create = functions.routes.create_route_entries else { return nil }
    let memory = lists.map { SAIAttributeList($0) }
    let counts = memory.map(\.count)
    var pointers = memory.map(\.pointer)
    var statuses = [sai_status_t](repeating: SAI_STATUS_NOT_EXECUTED, count: entries.count)
    let status = withExtendedLifetime(memory) {
      create(
        UInt32(truncatingIfNeeded: entries.count), entries, counts, &pointers, SAI_BULK_OP_ERROR_MODE_IGNORE_ERROR, &statuses)
    }
    return told(status, statuses)
  }

  func removeRoutes(_ entries: [sai_route_entry_t]) -> [sai_status_t]? {
    guard let remove = functions.routes.remove_route_entries else { return nil }
    var statuses = [sai_status_t](repeating: SAI_STATUS_NOT_EXECUTED, count: entries.count)
    let status = remove(UInt32(truncatingIfNeeded: entries.count), entries, SAI_BULK_OP_ERROR_MODE_IGNORE_ERROR, &statuses)
    return told(status, statuses)
  }

  /// Sets one attribute of each route.
  func setRoutes(_ entries: [sai_route_entry_t], _ attributes: [SAIAttribute]) -> [sai_status_t]? {
    guard let set = functions.routes.set_route_entries_attribute else { return nil }
    let list = SAIAttributeList(attributes)
    var statuses = [sai_status_t](repeating: SAI_STATUS_NOT_EXECUTED, count: entries.count)
    let status = withExtendedLifetime(list) {
      set(UInt32(truncatingIfNeeded: entries.count), entries, list.pointer, SAI_BULK_OP_ERROR_MODE_IGNORE_ERROR, &statuses)
    }
    return told(status, statuses)
  }

  /// A call that was refused as a whole has said nothing of its elements.
  private func told(_ status: sai_status_t, _ statuses: [sai_status_t]) -> [sai_status_t]? {
    if status == SAI_STATUS_NOT_IMPLEMENTED || status == SAI_STATUS_NOT_SUPPORTED { return nil }
    guard status != SAI_STATUS_SUCCESS else { return statuses }
    return statuses.map { $0 == SAI_STATUS_NOT_EXECUTED ? status : $0 }
  }
}
