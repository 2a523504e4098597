public import CSAI
import SwitchModel

// One object at a time. The C tables lead here.
extension SAILibrary {
  public func create(
    _ saiType: sai_object_type_t, _ id: UnsafeMutablePointer<sai_object_id_t>?, _ switchID: sai_object_id_t, _ count: UInt32,
    _ list: UnsafePointer<sai_attribute_t>?
  ) -> sai_status_t {
    let type = Int32(bitPattern: saiType.rawValue)
    let status =
      type == .switch
      ? createSwitch(id, count, list)
      : call { root throws(SAIStatus) in
        guard let id else { throw .invalidParameter }
        guard root.family(type) != nil else { throw .notImplemented }
        guard switchID == root.switchID.rawValue else { throw .invalidObjectID }
        id.pointee = try root.createLogged(type, count, list).rawValue
      }
    return traced(
      status, "create", saiType, status == .success ? Trace.subject(id?.pointee ?? 0) : "-", Trace.list(saiType, count, list))
  }

  public func remove(_ type: sai_object_type_t, _ id: sai_object_id_t) -> sai_status_t {
    let number = Int32(bitPattern: type.rawValue)
    let status =
      number == .switch
      ? removeSwitch(id)
      : call { root throws(SAIStatus) in
        try root.remove(number, ObjectID(id))
        root.journal?.removed(ObjectID(id))
      }
    return traced(status, "remove", type, Trace.subject(id), "")
  }

  public func set(_ type: sai_object_type_t, _ id: sai_object_id_t, _ attribute: UnsafePointer<sai_attribute_t>?) -> sai_status_t {
    let status = call { root throws(SAIStatus) in
      guard let attribute else { throw .invalidParameter }
      try root.setLogged(Int32(bitPattern: type.rawValue), ObjectID(id), attribute)
    }
    return traced(status, "set", type, Trace.subject(id), Trace.list(type, 1, attribute))
  }

  public func get(
    _ type: sai_object_type_t, _ id: sai_object_id_t, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?
  ) -> sai_status_t {
    let status = call { root throws(SAIStatus) in try root.get(Int32(bitPattern: type.rawValue), ObjectID(id), count, list) }
    return traced(status, "get", type, Trace.subject(id), Trace.list(type, count, list, hasValues: status == .success))
  }

  public func createEntry(
    _ type: sai_object_type_t, _ entry: UnsafeRawPointer?, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?
  ) -> sai_status_t {
    let status = call { root throws(SAIStatus) in
      guard let entry else { throw .invalidParameter }
      let type = Int32(bitPattern: type.rawValue)
      try root.createEntry(type, entry, count, list)
      root.journal?.createdEntry(type, entry, count, list)
    }
    return traced(status, "create", type, Trace.subject(type, entry), Trace.list(type, count, list))
  }

  public func removeEntry(_ type: sai_object_type_t, _ entry: UnsafeRawPointer?) -> sai_status_t {
    let status = call { root throws(SAIStatus) in
      guard let entry else { throw .invalidParameter }
      let type = Int32(bitPattern: type.rawValue)
      try root.removeEntry(type, entry)
      root.journal?.removedEntry(type, entry)
    }
    return traced(status, "remove", type, Trace.subject(type, entry), "")
  }

  public func setEntry(
    _ type: sai_object_type_t, _ entry: UnsafeRawPointer?, _ attribute: UnsafePointer<sai_attribute_t>?
  ) -> sai_status_t {
    let status = call { root throws(SAIStatus) in
      guard let entry, let attribute else { throw .invalidParameter }
      let type = Int32(bitPattern: type.rawValue)
      try root.setEntry(type, entry, attribute)
      root.journal?.setEntry(type, entry, attribute)
    }
    return traced(status, "set", type, Trace.subject(type, entry), Trace.list(type, 1, attribute))
  }

  public func getEntry(
    _ type: sai_object_type_t, _ entry: UnsafeRawPointer?, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?
  ) -> sai_status_t {
    let status = call { root throws(SAIStatus) in
      guard let entry else { throw .invalidParameter }
      try root.getEntry(Int32(bitPattern: type.rawValue), entry, count, list)
    }
    return traced(status, "get", type, Trace.subject(type, entry), Trace.list(type, count, list, hasValues: status == .success))
  }
}

extension SAISwitch {
  func createLogged(_ type: Int32, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) throws(SAIStatus) -> ObjectID {
    guard let info = ObjectInfo(type: type), !info.isEntry else { throw .invalidObjectType }
    let given = try GivenAttributes(info, count, list)
    let id = try create(type, given).id
    journal?.created(type, id, given)
    return id
  }

  func setLogged(_ type: Int32, _ id: ObjectID, _ attribute: UnsafePointer<sai_attribute_t>) throws(SAIStatus) {
    guard let info = ObjectInfo(type: type) else { throw .invalidObjectType }
    guard family(type) != nil else { throw .notImplemented }
    _ = try object(type, id)
    // Before its value is read, which may be of a type that nobody can give.
    if let attribute = info.attribute(attribute.pointee.id), attribute.isReadOnly || attribute.isCreateOnly { throw .invalidAttribute(0) }
    guard let change = try GivenAttributes(info, 1, attribute).values.first else { throw .invalidParameter }
    try set(type, id, change.info, change.value)
    journal?.set(id, change.info.id, change.value)
  }

  /// Reads attributes into the caller's list. Every attribute is read that can be; the status is that of the first that cannot.
  func get(_ type: Int32, _ id: ObjectID, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?) throws(SAIStatus) {
    guard family(type) != nil else { throw ObjectInfo(type: type) == nil ? .invalidObjectType : .notImplemented }
    let object = try object(type, id)
    try read(object.info, count, list) { info in self.value(of: object, info) }
  }

  func getEntry(_ type: Int32, _ place: UnsafeRawPointer, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?) throws(SAIStatus)
  {
    guard family(type) != nil, let info = ObjectInfo(type: type) else { throw .notImplemented }
    if type == .routeEntry {
      let (_, key) = try routeKey(place)
      guard let values = values(ofRoute: key) else { throw .itemNotFound }
      return try read(info, count, list) { self.routeValue(key, values, $0) }
    }
    let object = try entry(type, place).object
    try read(info, count, list) { self.value(of: object, $0) }
  }

  /// Writes what `value` says of each attribute.
  private func read(
    _ object: ObjectInfo, _ count: UInt32, _ list: UnsafeMutablePointer<sai_attribute_t>?, _ value: (AttributeInfo) -> AttributeValue?
  ) throws(SAIStatus) {
    guard count > 0, let list, count <= 1 << 16 else { throw .invalidParameter }
    var first: SAIStatus?
    for index in 0..<Int(count) {
      guard let info = object.attribute(list[index].id) else {
        first = first ?? .unknownAttribute(index)
        continue
      }
      guard !info.isSetOnly, let value = value(info) else {
        first = first ?? .attributeNotSupported(index)
        continue
      }
      let status = value.write(info, at: UnsafeMutableRawPointer(list + index) + attributeValueOffset)
      // No room comes before other faults: the caller asks again with more.
      if status == SAIStatus.bufferOverflow.code {
        if first == nil || first?.code != status { first = .bufferOverflow }
      } else if status != .success {
        first = first ?? SAIStatus(code: status)
      }
    }
    if let first { throw first }
  }
}
