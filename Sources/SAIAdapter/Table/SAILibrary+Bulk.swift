public import CSAI
import SwitchControl
import SwitchModel

// Many at a time: a status each; after the first fault the rest is not executed, unless the caller ignores errors.
extension SAILibrary {
  /// Runs `body` for each index under one lock.
  ///
  /// - Returns: success when all succeeded, else failure.
  private func each(
    _ count: UInt32, _ mode: sai_bulk_op_error_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?,
    _ body: (SAISwitch, Int) throws(SAIStatus) -> Void
  ) -> sai_status_t {
    call { root throws(SAIStatus) in try each(root, count, mode, statuses, body) }
  }

  private func each(
    _ root: SAISwitch, _ count: UInt32, _ mode: sai_bulk_op_error_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?,
    _ body: (SAISwitch, Int) throws(SAIStatus) -> Void
  ) throws(SAIStatus) {
    guard let statuses, count > 0, count <= SAILibrary.largestBulk, mode.rawValue <= SAI_BULK_OP_ERROR_MODE_IGNORE_ERROR.rawValue else {
      throw .invalidParameter
    }
    root.journal?.beginBulk()
    defer { root.journal?.endBulk() }
    var isFailed = false
    for index in 0..<Int(count) {
      if isFailed, mode == SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR {
        statuses[index] = SAIStatus.notExecuted.code
        continue
      }
      do throws(SAIStatus) {
        try body(root, index)
        statuses[index] = .success
      } catch {
        statuses[index] = error.code
        isFailed = true
      }
    }
    if isFailed { throw .failure }
  }

  /// More in one call cannot be meant, and a caller's garbage is not followed that far.
  static let largestBulk: UInt32 = 1 << 24

  public func bulkCreate(
    _ type: sai_object_type_t, _ switchID: sai_object_id_t, _ count: UInt32, _ attributeCounts: UnsafePointer<UInt32>?,
    _ lists: UnsafeMutablePointer<UnsafePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
    _ ids: UnsafeMutablePointer<sai_object_id_t>?, _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    let type = Int32(bitPattern: type.rawValue)
    return call { root throws(SAIStatus) in
      guard root.family(type) != nil else { throw .notImplemented }
      guard let attributeCounts, let lists, let ids else { throw .invalidParameter }
      guard switchID == root.switchID.rawValue else { throw .invalidObjectID }
      try each(root, count, mode, statuses) { root, index throws(SAIStatus) in
        ids[index] = 0
        ids[index] = try root.createLogged(type, attributeCounts[index], lists[index]).rawValue
      }
    }
  }

  public func bulkRemove(
    _ type: sai_object_type_t, _ count: UInt32, _ ids: UnsafePointer<sai_object_id_t>?, _ mode: sai_bulk_op_error_mode_t,
    _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    let type = Int32(bitPattern: type.rawValue)
    return call { root throws(SAIStatus) in
      guard root.family(type) != nil else { throw .notImplemented }
      guard let ids else { throw .invalidParameter }
      try each(root, count, mode, statuses) { root, index throws(SAIStatus) in
        try root.remove(type, ObjectID(ids[index]))
        root.journal?.removed(ObjectID(ids[index]))
      }
    }
  }

  public func bulkSet(
    _ type: sai_object_type_t, _ count: UInt32, _ ids: UnsafePointer<sai_object_id_t>?, _ attributes: UnsafePointer<sai_attribute_t>?,
    _ mode: sai_bulk_op_error_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    let type = Int32(bitPattern: type.rawValue)
    return call { root throws(SAIStatus) in
      guard root.family(type) != nil else { throw .notImplemented }
      guard let ids, let attributes else { throw .invalidParameter }
      try each(root, count, mode, statuses) { root, index throws(SAIStatus) in
        try root.setLogged(type, ObjectID(ids[index]), attributes + index)
      }
    }
  }

  public func bulkGet(
    _ type: sai_object_type_t, _ count: UInt32, _ ids: UnsafePointer<sai_object_id_t>?, _ attributeCounts: UnsafePointer<UInt32>?,
    _ lists: UnsafeMutablePointer<UnsafeMutablePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
    _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    let type = Int32(bitPattern: type.rawValue)
    return call { root throws(SAIStatus) in
      guard root.family(type) != nil else { throw .notImplemented }
      guard let ids, let attributeCounts, let lists else { throw .invalidParameter }
      try each(root, count, mode, statuses) { root, index throws(SAIStatus) in
        try root.get(type, ObjectID(ids[index]), attributeCounts[index], lists[index])
      }
    }
  }

  // MARK: Entries

  public func bulkCreateEntry(
    _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ attributeCounts: UnsafePointer<UInt32>?,
    _ lists: UnsafeMutablePointer<UnsafePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
    _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    let type = Int32(bitPattern: type.rawValue)
    return call { root throws(SAIStatus) in
      guard root.family(type) != nil, let info = ObjectInfo(type: type) else { throw .notImplemented }
      guard let entries, let attributeCounts, let lists else { throw .invalidParameter }
      if type == .routeEntry, count > 1, count <= SAILibrary.largestBulk, let statuses,
        root.createRoutes(Int(count), entries, attributeCounts, lists, statuses)
      {
        return
      }
      try each(root, count, mode, statuses) { root, index throws(SAIStatus) in
        let entry = entries + index * info.entrySize
        try root.createEntry(type, entry, attributeCounts[index], lists[index])
        root.journal?.createdEntry(type, entry, attributeCounts[index], lists[index])
      }
    }
  }

  public func bulkRemoveEntry(
    _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ mode: sai_bulk_op_error_mode_t,
    _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    entry(type, count, entries, mode, statuses) { root, type, entry, _ throws(SAIStatus) in
      try root.removeEntry(type, entry)
      root.journal?.removedEntry(type, entry)
    }
  }

  public func bulkSetEntry(
    _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ attributes: UnsafePointer<sai_attribute_t>?,
    _ mode: sai_bulk_op_error_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    guard let attributes else { return call { _ throws(SAIStatus) in throw .invalidParameter } }
    return entry(type, count, entries, mode, statuses) { root, type, entry, index throws(SAIStatus) in
      try root.setEntry(type, entry, attributes + index)
      root.journal?.setEntry(type, entry, attributes + index)
    }
  }

  public func bulkGetEntry(
    _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ attributeCounts: UnsafePointer<UInt32>?,
    _ lists: UnsafeMutablePointer<UnsafeMutablePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
    _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    guard let attributeCounts, let lists else { return call { _ throws(SAIStatus) in throw .invalidParameter } }
    return entry(type, count, entries, mode, statuses) { root, type, entry, index throws(SAIStatus) in
      try root.getEntry(type, entry, attributeCounts[index], lists[index])
    }
  }

  private func entry(
    _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ mode: sai_bulk_op_error_mode_t,
    _ statuses: UnsafeMutablePointer<sai_status_t>?, _ body: (SAISwitch, Int32, UnsafeRawPointer, Int) throws(SAIStatus) -> Void
  ) -> sai_status_t {
    let type = Int32(bitPattern: type.rawValue)
    return call { root throws(SAIStatus) in
      guard root.family(type) != nil, let info = ObjectInfo(type: type) else { throw .notImplemented }
      guard let entries else { throw .invalidParameter }
      try each(root, count, mode, statuses) { root, index throws(SAIStatus) in
        try body(root, type, entries + index * info.entrySize, index)
      }
    }
  }
}

extension SAISwitch {
  /// Creates routes in one commit.
  ///
  /// - Returns: `false` when one of them cannot be; nothing is then made, and they have to be tried one by one.
  func createRoutes(
    _ count: Int, _ entries: UnsafeRawPointer, _ attributeCounts: UnsafePointer<UInt32>,
    _ lists: UnsafeMutablePointer<UnsafePointer<sai_attribute_t>?>, _ statuses: UnsafeMutablePointer<sai_status_t>
  ) -> Bool {
    let size = MemoryLayout<sai_route_entry_t>.stride
    var transaction = Transaction()
    transaction.reserve(Route.self, count)
    var notes: [(key: Route.Key, values: RouteValues, router: SAIObject, target: SAIObject?)] = []
    notes.reserveCapacity(count)
    do throws(SAIStatus) {
      for index in 0..<count {
        let (router, key) = try routeKey(entries + index * size)
        let values = try routeValues(attributeCounts[index], lists[index])
        let (destination, target) = try destination(values)
        transaction.insert(Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination))
        notes.append((key, values, router, target))
      }
      try commit(transaction)
    } catch { return false }
    for index in 0..<count {
      let note = notes[index]
      noteRoute(note.key, note.values, note.router, note.target)
      statuses[index] = .success
      journal?.createdEntry(.routeEntry, entries + index * size, attributeCounts[index], lists[index])
    }
    return true
  }
}
