// The functions have the names of the C ABI.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CSAI
public import CSAIExport
import SAIAdapter

// What the library shows: SAI's global functions.

@c @implementation
public func sai_api_initialize(_ flags: UInt64, _ services: UnsafePointer<sai_service_method_table_t>?) -> sai_status_t {
  SAILibrary.shared.initialize(flags, services)
}

@c @implementation
public func sai_api_uninitialize() -> sai_status_t { SAILibrary.shared.uninitialize() }

@c @implementation
public func sai_api_query(_ api: sai_api_t, _ table: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> sai_status_t {
  guard let table else { return SAI_STATUS_INVALID_PARAMETER }
  guard SAILibrary.shared.canQuery else { return SAI_STATUS_UNINITIALIZED }
  guard let found = trysail_sai_api_table(api) else { return SAI_STATUS_INVALID_PARAMETER }
  table.pointee = UnsafeMutableRawPointer(mutating: found)
  return SAI_STATUS_SUCCESS
}

@c @implementation
public func sai_query_api_version(_ version: UnsafeMutablePointer<sai_api_version_t>?) -> sai_status_t {
  guard let version else { return SAI_STATUS_INVALID_PARAMETER }
  version.pointee = sai_api_version_t(SAI_API_VERSION)
  return SAI_STATUS_SUCCESS
}

@c @implementation
public func sai_log_set(_ api: sai_api_t, _ level: sai_log_level_t) -> sai_status_t { SAILibrary.shared.setLogLevel(api, level) }

@c @implementation
public func sai_object_type_query(_ id: sai_object_id_t) -> sai_object_type_t { SAILibrary.shared.objectType(of: id) }

@c @implementation
public func sai_switch_id_query(_ id: sai_object_id_t) -> sai_object_id_t { SAILibrary.shared.switchID(of: id) }

@c @implementation
public func sai_dbg_generate_dump(_ path: UnsafePointer<CChar>?) -> sai_status_t { SAILibrary.shared.dump(path) }

@c @implementation
public func sai_object_type_get_availability(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ attributeCount: UInt32, _ list: UnsafePointer<sai_attribute_t>?,
  _ count: UnsafeMutablePointer<UInt64>?
) -> sai_status_t { SAILibrary.shared.availability(id, type, attributeCount, list, count) }

@c @implementation
public func sai_get_maximum_attribute_count(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UnsafeMutablePointer<UInt32>?
) -> sai_status_t { SAILibrary.shared.maximumAttributeCount(id, type, count) }

@c @implementation
public func sai_get_object_count(_ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UnsafeMutablePointer<UInt32>?) -> sai_status_t {
  SAILibrary.shared.objectCount(id, type, count)
}

@c @implementation
public func sai_get_object_key(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UnsafeMutablePointer<UInt32>?, _ keys: UnsafeMutablePointer<sai_object_key_t>?
) -> sai_status_t { SAILibrary.shared.objectKeys(id, type, count, keys) }

@c @implementation
public func sai_bulk_get_attribute(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UInt32, _ keys: UnsafePointer<sai_object_key_t>?,
  _ counts: UnsafeMutablePointer<UInt32>?, _ lists: UnsafeMutablePointer<UnsafeMutablePointer<sai_attribute_t>?>?,
  _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkGetAttribute(id, type, count, keys, counts, lists, statuses) }

@c @implementation
public func sai_query_attribute_capability(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ attribute: sai_attr_id_t, _ result: UnsafeMutablePointer<sai_attr_capability_t>?
) -> sai_status_t { SAILibrary.shared.attributeCapability(id, type, attribute, result) }

@c @implementation
public func sai_query_attribute_enum_values_capability(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ attribute: sai_attr_id_t, _ list: UnsafeMutablePointer<sai_s32_list_t>?
) -> sai_status_t { SAILibrary.shared.enumCapability(id, type, attribute, list) }

@c @implementation
public func sai_query_stats_capability(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ list: UnsafeMutablePointer<sai_stat_capability_list_t>?
) -> sai_status_t { SAILibrary.shared.statsCapability(id, type, list) }

@c @implementation
public func sai_query_stats_st_capability(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ list: UnsafeMutablePointer<sai_stat_st_capability_list_t>?
) -> sai_status_t { SAI_STATUS_NOT_SUPPORTED }

@c @implementation
public func sai_bulk_object_get_stats(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UInt32, _ keys: UnsafePointer<sai_object_key_t>?, _ statCount: UInt32,
  _ stats: UnsafePointer<sai_stat_id_t>?, _ mode: sai_stats_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?,
  _ values: UnsafeMutablePointer<UInt64>?
) -> sai_status_t { SAILibrary.shared.bulkStats(id, type, count, keys, statCount, stats, mode, statuses, values, isClearing: false) }

@c @implementation
public func sai_bulk_object_clear_stats(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UInt32, _ keys: UnsafePointer<sai_object_key_t>?, _ statCount: UInt32,
  _ stats: UnsafePointer<sai_stat_id_t>?, _ mode: sai_stats_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkStats(id, type, count, keys, statCount, stats, mode, statuses, nil, isClearing: true) }

@c @implementation
public func sai_query_object_stage(
  _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?,
  _ stage: UnsafeMutablePointer<sai_object_stage_t>?
) -> sai_status_t { SAI_STATUS_NOT_SUPPORTED }

@c @implementation
public func sai_tam_telemetry_get_data(
  _ id: sai_object_id_t, _ objects: sai_object_list_t, _ clears: Bool, _ size: UnsafeMutablePointer<sai_size_t>?,
  _ buffer: UnsafeMutableRawPointer?
) -> sai_status_t { SAI_STATUS_NOT_SUPPORTED }
