// The functions have the names of the C ABI.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CSAI
public import CSAIExport
import SAIAdapter

// The entry points under SAI's tables. Each function of a table knows its object type and comes here.

@c @implementation
public func trysail_sai_create(
  _ type: sai_object_type_t, _ id: UnsafeMutablePointer<sai_object_id_t>?, _ switchID: sai_object_id_t, _ count: UInt32,
  _ list: UnsafePointer<sai_attribute_t>?
) -> sai_status_t { SAILibrary.shared.create(type, id, switchID, count, list) }

@c @implementation
public func trysail_sai_remove(_ type: sai_object_type_t, _ id: sai_object_id_t) -> sai_status_t { SAILibrary.shared.remove(type, id) }

@c @implementation
public func trysail_sai_set(_ type: sai_object_type_t, _ id: sai_object_id_t, _ attribute: UnsafePointer<sai_attribute_t>?) -> sai_status_t
{
  SAILibrary.shared.set(type, id, attribute)
}

@c @implementation
public func trysail_sai_get(
  _ type: sai_object_type_t, _ id: sai_object_id_t, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?
) -> sai_status_t { SAILibrary.shared.get(type, id, count, list) }

@c @implementation
public func trysail_sai_get_stats(
  _ type: sai_object_type_t, _ id: sai_object_id_t, _ count: UInt32, _ ids: UnsafePointer<sai_stat_id_t>?, _ mode: Int32,
  _ values: UnsafeMutablePointer<UInt64>?
) -> sai_status_t { SAILibrary.shared.getStats(type, id, count, ids, mode, values) }

@c @implementation
public func trysail_sai_clear_stats(
  _ type: sai_object_type_t, _ id: sai_object_id_t, _ count: UInt32, _ ids: UnsafePointer<sai_stat_id_t>?
) -> sai_status_t { SAILibrary.shared.clearStats(type, id, count, ids) }

@c @implementation
public func trysail_sai_create_entry(
  _ type: sai_object_type_t, _ entry: UnsafeRawPointer?, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?
) -> sai_status_t { SAILibrary.shared.createEntry(type, entry, count, list) }

@c @implementation
public func trysail_sai_remove_entry(_ type: sai_object_type_t, _ entry: UnsafeRawPointer?) -> sai_status_t {
  SAILibrary.shared.removeEntry(type, entry)
}

@c @implementation
public func trysail_sai_set_entry(_ type: sai_object_type_t, _ entry: UnsafeRawPointer?, _ attribute: UnsafePointer<sai_attribute_t>?)
  -> sai_status_t
{
  SAILibrary.shared.setEntry(type, entry, attribute)
}

@c @implementation
public func trysail_sai_get_entry(
  _ type: sai_object_type_t, _ entry: UnsafeRawPointer?, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?
) -> sai_status_t { SAILibrary.shared.getEntry(type, entry, count, list) }

// MARK: Many

@c @implementation
public func trysail_sai_bulk_create(
  _ type: sai_object_type_t, _ switchID: sai_object_id_t, _ count: UInt32, _ counts: UnsafePointer<UInt32>?,
  _ lists: UnsafeMutablePointer<UnsafePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
  _ ids: UnsafeMutablePointer<sai_object_id_t>?, _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkCreate(type, switchID, count, counts, lists, mode, ids, statuses) }

@c @implementation
public func trysail_sai_bulk_remove(
  _ type: sai_object_type_t, _ count: UInt32, _ ids: UnsafePointer<sai_object_id_t>?, _ mode: sai_bulk_op_error_mode_t,
  _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkRemove(type, count, ids, mode, statuses) }

@c @implementation
public func trysail_sai_bulk_set(
  _ type: sai_object_type_t, _ count: UInt32, _ ids: UnsafePointer<sai_object_id_t>?, _ attributes: UnsafePointer<sai_attribute_t>?,
  _ mode: sai_bulk_op_error_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkSet(type, count, ids, attributes, mode, statuses) }

@c @implementation
public func trysail_sai_bulk_get(
  _ type: sai_object_type_t, _ count: UInt32, _ ids: UnsafePointer<sai_object_id_t>?, _ counts: UnsafePointer<UInt32>?,
  _ lists: UnsafeMutablePointer<UnsafeMutablePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
  _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkGet(type, count, ids, counts, lists, mode, statuses) }

@c @implementation
public func trysail_sai_bulk_create_entry(
  _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ counts: UnsafePointer<UInt32>?,
  _ lists: UnsafeMutablePointer<UnsafePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
  _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkCreateEntry(type, count, entries, counts, lists, mode, statuses) }

@c @implementation
public func trysail_sai_bulk_remove_entry(
  _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ mode: sai_bulk_op_error_mode_t,
  _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkRemoveEntry(type, count, entries, mode, statuses) }

@c @implementation
public func trysail_sai_bulk_set_entry(
  _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ attributes: UnsafePointer<sai_attribute_t>?,
  _ mode: sai_bulk_op_error_mode_t, _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkSetEntry(type, count, entries, attributes, mode, statuses) }

@c @implementation
public func trysail_sai_bulk_get_entry(
  _ type: sai_object_type_t, _ count: UInt32, _ entries: UnsafeRawPointer?, _ counts: UnsafePointer<UInt32>?,
  _ lists: UnsafeMutablePointer<UnsafeMutablePointer<sai_attribute_t>?>?, _ mode: sai_bulk_op_error_mode_t,
  _ statuses: UnsafeMutablePointer<sai_status_t>?
) -> sai_status_t { SAILibrary.shared.bulkGetEntry(type, count, entries, counts, lists, mode, statuses) }

// MARK: Others

@c @implementation
public func trysail_sai_clear_port_all_stats(_ id: sai_object_id_t) -> sai_status_t { SAILibrary.shared.clearPortStats(id) }

@c @implementation
public func trysail_sai_flush_fdb_entries(_ id: sai_object_id_t, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) -> sai_status_t {
  SAILibrary.shared.flushFDB(id, count, list)
}

@c @implementation
public func trysail_sai_remove_all_neighbor_entries(_ id: sai_object_id_t) -> sai_status_t { SAILibrary.shared.removeAllNeighbors(id) }

@c @implementation
public func trysail_sai_send_hostif_packet(
  _ id: sai_object_id_t, _ size: sai_size_t, _ buffer: UnsafeRawPointer?, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?
) -> sai_status_t { SAILibrary.shared.sendPacket(id, size, buffer, count, list) }

@c @implementation
public func trysail_sai_allocate_hostif_packet(
  _ id: sai_object_id_t, _ size: sai_size_t, _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ count: UInt32,
  _ list: UnsafePointer<sai_attribute_t>?
) -> sai_status_t { SAILibrary.shared.allocatePacket(id, size, buffer) }

@c @implementation
public func trysail_sai_free_hostif_packet(_ id: sai_object_id_t, _ buffer: UnsafeMutableRawPointer?) -> sai_status_t {
  SAILibrary.shared.freePacket(id, buffer)
}
