import CSAI
import Foundation
import SwitchModel

/// A file that gets a line for every call that creates, removes, sets or gets: what, of which type, on what, with what, and what came
/// of it.
///
/// ```text
/// create NEXT_HOP oid:0x4000000000001 SAI_NEXT_HOP_ATTR_TYPE=0 SAI_NEXT_HOP_ATTR_IP=10.0.0.2 … = 0
/// ```
///
/// A line is in the file when its call returns. Under the library's lock.
final class Trace {
  private let file: UnsafeMutablePointer<FILE>

  /// - Returns: `nil` when the file cannot be written.
  init?(_ path: String) {
    guard let file = fopen(path, "ae") else { return nil }
    setvbuf(file, nil, _IOLBF, 1 << 12)
    self.file = file
  }

  deinit { fclose(file) }

  func write(_ verb: String, _ type: sai_object_type_t, _ subject: String, _ list: String, _ status: sai_status_t) {
    let name = ObjectInfo(type: Int32(bitPattern: type.rawValue))?.name.replacingOccurrences(of: "SAI_OBJECT_TYPE_", with: "")
    fputs("\(verb) \(name ?? "\(type.rawValue)") \(subject)\(list) = \(status)\n", file)
  }

  // MARK: Words of a line

  static func subject(_ id: sai_object_id_t) -> String { "oid:0x" + String(id, radix: 16) }

  /// The key of an entry: what of it is an object, an address, a prefix.
  static func subject(_ type: sai_object_type_t, _ place: UnsafeRawPointer?) -> String {
    guard let place else { return "NULL" }
    switch type {
    case SAI_OBJECT_TYPE_ROUTE_ENTRY:
      let router = place.load(fromByteOffset: MemoryLayout<sai_route_entry_t>.offset(of: \.vr_id) ?? 8, as: UInt64.self)
      let prefix = readPrefix(place + (MemoryLayout<sai_route_entry_t>.offset(of: \.destination) ?? 16))
      return "\(subject(router)) \(prefix.map { "\($0)" } ?? "?")"
    case SAI_OBJECT_TYPE_NEIGHBOR_ENTRY:
      let interface = place.load(fromByteOffset: MemoryLayout<sai_neighbor_entry_t>.offset(of: \.rif_id) ?? 8, as: UInt64.self)
      let address = readAddress(place + (MemoryLayout<sai_neighbor_entry_t>.offset(of: \.ip_address) ?? 16))
      return "\(subject(interface)) \(address.map { "\($0)" } ?? "?")"
    case SAI_OBJECT_TYPE_FDB_ENTRY:
      let domain = place.load(fromByteOffset: MemoryLayout<sai_fdb_entry_t>.offset(of: \.bv_id) ?? 16, as: UInt64.self)
      return "\(subject(domain)) \(readMAC(place + (MemoryLayout<sai_fdb_entry_t>.offset(of: \.mac_address) ?? 8)))"
    default: return "entry"
    }
  }

  /// Entry number `index` of a bulk call.
  static func entry(_ type: sai_object_type_t, _ entries: UnsafeRawPointer?, _ index: Int) -> UnsafeRawPointer? {
    guard let entries, let info = ObjectInfo(type: Int32(bitPattern: type.rawValue)) else { return nil }
    return entries + index * info.entrySize
  }

  /// Attributes with their values; without, where the caller has given none yet.
  static func list(_ type: sai_object_type_t, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?, hasValues: Bool = true) -> String {
    guard let list, count <= 1 << 16, let object = ObjectInfo(type: Int32(bitPattern: type.rawValue)) else { return "" }
    var text = ""
    for index in 0..<Int(count) {
      guard let info = object.attribute(list[index].id) else {
        text += " \(list[index].id)"
        continue
      }
      text += " " + info.name
      guard hasValues else { continue }
      let place = UnsafeRawPointer(list + index) + attributeValueOffset
      if let value = try? AttributeValue(info, at: place) { text += "=\(value.traced)" } else { text += "=?" }
    }
    return text
  }
}

extension AttributeValue {
  /// Short, and without a space.
  fileprivate var traced: String {
    switch self {
    case .bool(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .pointer(let pointer): pointer == 0 ? "NULL" : "0x" + String(pointer, radix: 16)
    case .mac(let address): "\(address)"
    case .address(let address): "\(address)"
    case .prefix(let prefix): "\(prefix)"
    case .object(let id): Trace.subject(id.rawValue)
    case .objects(let ids): "[" + ids.map { Trace.subject($0.rawValue) }.joined(separator: ",") + "]"
    case .numbers(let numbers): "[" + numbers.map(String.init).joined(separator: ",") + "]"
    case .range(let low, let high): "\(low)-\(high)"
    case .disabled: "disabled"
    case .field(let data, let mask): data.traced + (mask.map { "/" + $0.traced } ?? "")
    case .action(let value): value.traced
    case .aclCapability(let isMandatory, let actions): "\(isMandatory):\(actions.map(String.init).joined(separator: ","))"
    case .aclResources(let resources): "\(resources.count)"
    }
  }
}

extension SAILibrary {
  /// Writes a line, when the profile names a file, and hands the status on.
  func traced(
    _ status: sai_status_t, _ verb: String, _ type: sai_object_type_t, _ subject: @autoclosure () -> String,
    _ list: @autoclosure () -> String
  ) -> sai_status_t {
    guard isTracing else { return status }
    exclusively { trace?.write(verb, type, subject(), list(), status) }
    return status
  }

  /// A line for each object of a bulk call.
  func traced(
    _ status: sai_status_t, _ verb: String, _ type: sai_object_type_t, _ count: UInt32, _ statuses: UnsafeMutablePointer<sai_status_t>?,
    _ subject: (Int) -> String, _ list: (Int) -> String
  ) -> sai_status_t {
    guard isTracing else { return status }
    exclusively {
      // A call that is refused as a whole has no objects that could be looked at.
      guard status == .success || status == SAIStatus.failure.code, let statuses else {
        trace?.write(verb, type, "\(count)", "", status)
        return
      }
      for index in 0..<Int(count) { trace?.write(verb, type, subject(index), list(index), statuses[index]) }
    }
    return status
  }
}
