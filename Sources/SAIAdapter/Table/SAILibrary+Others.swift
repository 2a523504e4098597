public import CSAI
import Foundation
import SwitchControl
import SwitchModel

// Functions that are none of the usual roles.
extension SAILibrary {
  public func flushFDB(_ id: sai_object_id_t, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) -> sai_status_t {
    call { root throws(SAIStatus) in
      guard id == root.switchID.rawValue else { throw .invalidObjectID }
      try root.flush(count, list)
    }
  }

  public func removeAllNeighbors(_ id: sai_object_id_t) -> sai_status_t {
    call { root throws(SAIStatus) in
      guard id == root.switchID.rawValue else { throw .invalidObjectID }
      for object in root.entries.values where object.info.type == .neighborEntry {
        try NeighborFamily.remove(object, from: root)
        root.loseEntry(object)
      }
    }
  }

  public func sendPacket(
    _ id: sai_object_id_t, _ size: sai_size_t, _ buffer: UnsafeRawPointer?, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      // A host interface, or the switch itself where there is none.
      if id != root.switchID.rawValue { _ = try root.object(.hostInterface, ObjectID(id)) }
      guard let buffer, size > 0, size <= 1 << 16 else { throw .invalidParameter }
      try root.sendPacket([UInt8](UnsafeRawBufferPointer(start: buffer, count: Int(size))), count, list)
    }
  }

  public func allocatePacket(_ id: sai_object_id_t, _ size: sai_size_t, _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?)
    -> sai_status_t
  {
    call { root throws(SAIStatus) in
      if id != root.switchID.rawValue { _ = try root.object(.hostInterface, ObjectID(id)) }
      guard let buffer, size > 0, size <= 1 << 16 else { throw .invalidParameter }
      guard let made = malloc(Int(size)) else { throw .noMemory }
      root.packetBuffers.insert(made)
      buffer.pointee = made
    }
  }

  public func freePacket(_ id: sai_object_id_t, _ buffer: UnsafeMutableRawPointer?) -> sai_status_t {
    call { root throws(SAIStatus) in
      guard let buffer, root.packetBuffers.remove(buffer) != nil else { throw .invalidParameter }
      free(buffer)
    }
  }

  /// Writes all objects and the tables' levels as text.
  public func dump(_ path: UnsafePointer<CChar>?) -> sai_status_t {
    call { root throws(SAIStatus) in
      guard let path else { throw .invalidParameter }
      guard (try? root.dump.write(toFile: String(cString: path), atomically: false, encoding: .utf8)) != nil else { throw .failure }
    }
  }
}

extension SAISwitch {
  /// Every object with what was given, by type and id; then how full the tables are.
  var dump: String {
    var lines: [String] = []
    for type in Families.byType.indices {
      for id in objects.ids(of: Int32(type)) {
        guard let object = objects[id] else { continue }
        let values = object.values.map { "\(object.info.attribute($0.id)?.name ?? "\($0.id)")=\($0.value)" }
        lines.append("\(object.info.name) 0x\(String(id.rawValue, radix: 16)) refs=\(object.references) \(values.joined(separator: " "))")
      }
    }
    lines += entries.map { "\($0.key) \($0.value.values.map { "\($0.id)=\($0.value)" }.joined(separator: " "))" }.sorted()
    lines.append("routes \(routeCount)")
    return lines.map { $0 + "\n" }.joined()
  }
}
