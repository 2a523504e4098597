import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel

/// Routes. There can be a million, so they are not objects: the row says nearly all, and what it does not stands beside it.
enum RouteFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION, SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID], kept: [SAI_ROUTE_ENTRY_ATTR_META_DATA],
    computed: [SAI_ROUTE_ENTRY_ATTR_IP_ADDR_FAMILY])

  static let forward = Int64(SAI_PACKET_ACTION_FORWARD.rawValue)
}

/// A route as SAI has it.
struct RouteValues: Hashable {
  var nextHop = ObjectID.null
  var action = RouteFamily.forward
  var metaData: Int64 = 0
  /// Where the attributes stood in the call, for blame.
  var nextHopIndex = 0
  var actionIndex = 0
}

extension RouteValues {
  /// Of attributes that were good once.
  init(_ given: GivenAttributes) {
    for entry in given.values { set(entry.info.id, entry.value) }
  }

  mutating func set(_ id: UInt32, _ value: AttributeValue) {
    switch id {
    case SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID.rawValue: nextHop = value.asObject
    case SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION.rawValue: action = value.asNumber ?? action
    case SAI_ROUTE_ENTRY_ATTR_META_DATA.rawValue: metaData = value.asNumber ?? metaData
    default: break
    }
  }
}

extension SAISwitch {
  /// Reads the key of a `sai_route_entry_t`.
  func routeKey(_ entry: UnsafeRawPointer) throws(SAIStatus) -> (router: SAIObject, key: Route.Key) {
    guard entry.load(as: UInt64.self) == switchID.rawValue else { throw .invalidObjectID }
    let router = try object(.virtualRouter, ObjectID(entry.load(fromByteOffset: 8, as: UInt64.self)))
    guard case .virtualRouter(let id) = router.key, let prefix = readPrefix(entry + 16) else { throw .invalidParameter }
    return (router, Route.Key(virtualRouter: id, prefix: prefix))
  }

  /// Checks the attributes of a new route.
  func routeValues(_ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) throws(SAIStatus) -> RouteValues {
    guard count == 0 || list != nil, count <= 64 else { throw .invalidParameter }
    var values = RouteValues()
    guard let list else { return values }
    var seen: UInt64 = 0
    for index in 0..<Int(count) {
      let id = list[index].id
      if id < 64 {
        guard seen & 1 << UInt64(id) == 0 else { throw .invalidAttribute(index) }
        seen |= 1 << UInt64(id)
      }
      // The three that routes have go without a detour.
      switch id {
      case SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID.rawValue:
        values.nextHop = ObjectID(valuePlace(list + index).load(as: UInt64.self))
        values.nextHopIndex = index
      case SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION.rawValue:
        values.action = Int64(valuePlace(list + index).load(as: Int32.self))
        values.actionIndex = index
      case SAI_ROUTE_ENTRY_ATTR_META_DATA.rawValue:
        values.metaData = Int64(valuePlace(list + index).load(as: UInt32.self))
      default: try checkOtherRouteAttribute(list + index, index)
      }
    }
    return values
  }

  /// An attribute of a route that the switch takes only as its default.
  private func checkOtherRouteAttribute(
    _ attribute: UnsafePointer<sai_attribute_t>, _ index: Int
  ) throws(SAIStatus) {
    guard let info = ObjectInfo(type: .routeEntry)?.attribute(attribute.pointee.id) else { throw .unknownAttribute(index) }
    if info.isReadOnly { throw .invalidAttribute(index) }
    let value: AttributeValue
    do throws(ValueFault) { value = try AttributeValue(info, at: valuePlace(attribute)) } catch {
      throw error == .invalidValue ? .invalidValue(index) : .attributeNotSupported(index)
    }
    try check(info, value, index)
    try checkSupport(info, value, RouteFamily.support, index)
  }

  /// Where a route with these values leads, and the object that it names.
  func destination(_ values: RouteValues) throws(SAIStatus) -> (destination: Route.Destination, target: SAIObject?) {
    var target: SAIObject?
    var led = Route.Destination.drop
    if !values.nextHop.isNull {
      guard let object = objects[values.nextHop] else { throw .invalidValue(values.nextHopIndex) }
      target = object
      switch object.key {
      case .nextHop(let id): led = .nextHop(id)
      case .nextHopGroup(let id): led = .nextHopGroup(id)
      case .routerInterface(let id) where object.info.type == .routerInterface: led = .routerInterface(id)
      case .port(.cpu) where object.info.type == .port: led = .cpu
      case .port where object.info.type == .port: throw .attributeNotSupported(values.nextHopIndex)
      default: throw .invalidValue(values.nextHopIndex)
      }
    }
    switch values.action {
    case RouteFamily.forward, Int64(SAI_PACKET_ACTION_TRANSIT.rawValue): return (led, target)
    case Int64(SAI_PACKET_ACTION_DROP.rawValue), Int64(SAI_PACKET_ACTION_DENY.rawValue): return (.drop, target)
    case Int64(SAI_PACKET_ACTION_TRAP.rawValue): return (.cpu, target)
    case 0...Int64(SAI_PACKET_ACTION_TRANSIT.rawValue): throw .attributeNotSupported(values.actionIndex)
    default: throw .invalidValue(values.actionIndex)
    }
  }

  func createRoute(_ entry: UnsafeRawPointer, _ values: RouteValues) throws(SAIStatus) {
    let (router, key) = try routeKey(entry)
    let (destination, target) = try destination(values)
    let row = Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination)
    do throws(SwitchError) { try control.insertOne(row) } catch { throw status(of: error) }
    noteRoute(key, values, router, target)
  }

  /// Remembers what the row does not tell, and counts references.
  func noteRoute(_ key: Route.Key, _ values: RouteValues, _ router: SAIObject, _ target: SAIObject?) {
    router.references += 1
    target?.references += 1
    routeCount += 1
    if values.action != RouteFamily.forward || values.nextHop.isNull || values.metaData != 0 { routeValues[key] = values }
  }

  func removeRoute(_ entry: UnsafeRawPointer) throws(SAIStatus) {
    let (router, key) = try routeKey(entry)
    guard let values = values(ofRoute: key) else { throw .itemNotFound }
    do throws(SwitchError) { try control.removeOne(Route.self, key) } catch { throw status(of: error) }
    router.references -= 1
    objects[values.nextHop]?.references -= 1
    routeCount -= 1
    routeValues[key] = nil
  }

  /// The values of a route that is there.
  func values(ofRoute key: Route.Key) -> RouteValues? {
    if let values = routeValues[key] { return values }
    guard let row = control.row(Route.self, key) else { return nil }
    var values = RouteValues()
    switch row.destination {
    case .nextHop(let id): values.nextHop = ObjectID(type: .nextHop, number: UInt64(id.rawValue))
    case .nextHopGroup(let id): values.nextHop = ObjectID(type: .nextHopGroup, number: UInt64(id.rawValue))
    case .routerInterface(let id): values.nextHop = interfaces[id] ?? .null
    case .cpu: values.nextHop = defaults.cpuPort
    case .drop: break
    }
    return values
  }

  func setRoute(_ entry: UnsafeRawPointer, _ attribute: UnsafePointer<sai_attribute_t>) throws(SAIStatus) {
    guard let info = ObjectInfo(type: .routeEntry)?.attribute(attribute.pointee.id) else { throw .unknownAttribute(0) }
    if info.isReadOnly { throw .invalidAttribute(0) }
    guard RouteFamily.support.takes(info.id) else {
      _ = try routeKey(entry)
      return try checkOtherRouteAttribute(attribute, 0)
    }
    let value: AttributeValue
    do throws(ValueFault) { value = try AttributeValue(info, at: valuePlace(attribute)) } catch {
      throw error == .invalidValue ? .invalidValue(0) : .attributeNotSupported(0)
    }
    try setRoute(entry, info, value)
  }

  func setRoute(_ entry: UnsafeRawPointer, _ info: AttributeInfo, _ value: AttributeValue) throws(SAIStatus) {
    let (_, key) = try routeKey(entry)
    guard let old = values(ofRoute: key) else { throw .itemNotFound }
    var values = old
    values.set(info.id, value)
    let (destination, target) = try destination(values)
    let row = Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination)
    if control.row(Route.self, key) != row {
      do throws(SwitchError) { try control.updateOne(row) } catch { throw status(of: error) }
    }
    objects[old.nextHop]?.references -= 1
    target?.references += 1
    let isTold = values.action == RouteFamily.forward && !values.nextHop.isNull && values.metaData == 0
    routeValues[key] = isTold ? nil : values
  }

  func routeValue(_ key: Route.Key, _ values: RouteValues, _ info: AttributeInfo) -> AttributeValue? {
    switch info.id {
    case SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID.rawValue: .object(values.nextHop)
    case SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION.rawValue: .number(values.action)
    case SAI_ROUTE_ENTRY_ATTR_META_DATA.rawValue: .number(values.metaData)
    case SAI_ROUTE_ENTRY_ATTR_IP_ADDR_FAMILY.rawValue:
      .number(Int64((key.prefix.family == .v4 ? SAI_IP_ADDR_FAMILY_IPV4 : SAI_IP_ADDR_FAMILY_IPV6).rawValue))
    default: info.isReadOnly ? nil : defaultValue(info)
    }
  }
}
