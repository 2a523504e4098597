public import CSAI

// Statistics of ports, queues, router interfaces, VLANs and policers.
extension SAILibrary {
  private func clears(_ mode: Int32) throws(SAIStatus) -> Bool {
    switch mode {
    case -1, Int32(SAI_STATS_MODE_READ.rawValue): return false
    case Int32(SAI_STATS_MODE_READ_AND_CLEAR.rawValue): return true
    default: throw .notSupported
    }
  }

  public func getStats(
    _ type: sai_object_type_t, _ id: sai_object_id_t, _ count: UInt32, _ stats: UnsafePointer<sai_stat_id_t>?, _ mode: Int32,
    _ values: UnsafeMutablePointer<UInt64>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      let type = Int32(bitPattern: type.rawValue)
      guard root.family(type) != nil else { throw .notImplemented }
      try root.readStatistics(try root.object(type, ObjectID(id)), count, stats, clears: try clears(mode), values)
    }
  }

  public func clearStats(
    _ type: sai_object_type_t, _ id: sai_object_id_t, _ count: UInt32, _ stats: UnsafePointer<sai_stat_id_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      let type = Int32(bitPattern: type.rawValue)
      guard root.family(type) != nil else { throw .notImplemented }
      try root.clearStatistics(try root.object(type, ObjectID(id)), count, stats)
    }
  }

  public func clearPortStats(_ id: sai_object_id_t) -> sai_status_t {
    call { root throws(SAIStatus) in try root.clearAllStatistics(try root.object(.port, ObjectID(id))) }
  }

  public func statsCapability(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ list: UnsafeMutablePointer<sai_stat_capability_list_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      guard id == root.switchID.rawValue else { throw .invalidObjectID }
      guard let list else { throw .invalidParameter }
      let type = Int32(bitPattern: type.rawValue)
      guard ObjectInfo(type: type) != nil else { throw .invalidObjectType }
      let supported = Statistics.supported(type)
      guard !supported.isEmpty else { throw .notSupported }
      let status = writeList(supported, UnsafeMutableRawPointer(list)) { stat -> sai_stat_capability_t in
        var capability = sai_stat_capability_t()
        capability.stat_enum = sai_stat_id_t(bitPattern: stat)
        capability.stat_modes = UInt32(SAI_STATS_MODE_READ.rawValue) | UInt32(SAI_STATS_MODE_READ_AND_CLEAR.rawValue)
        return capability
      }
      if status != .success { throw SAIStatus(code: status) }
    }
  }

  public func bulkStats(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UInt32, _ keys: UnsafePointer<sai_object_key_t>?, _ statCount: UInt32,
    _ stats: UnsafePointer<sai_stat_id_t>?, _ mode: sai_stats_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?,
    _ values: UnsafeMutablePointer<UInt64>?, isClearing: Bool
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      guard id == root.switchID.rawValue else { throw .invalidObjectID }
      let type = Int32(bitPattern: type.rawValue)
      guard root.family(type) != nil else { throw .notImplemented }
      guard count > 0, count <= SAILibrary.largestBulk, let keys, let statuses, isClearing || values != nil else { throw .invalidParameter }
      let clears = try clears(Int32(mode.rawValue))
      var isFailed = false
      for index in 0..<Int(count) {
        do throws(SAIStatus) {
          let object = try root.object(type, ObjectID(UnsafeRawPointer(keys + index).load(as: UInt64.self)))
          if isClearing {
            try root.clearStatistics(object, statCount, stats)
          } else {
            try root.readStatistics(object, statCount, stats, clears: clears, values.map { $0 + index * Int(statCount) })
          }
          statuses[index] = .success
        } catch {
          statuses[index] = error.code
          isFailed = true
        }
      }
      if isFailed { throw .failure }
    }
  }
}
