// The keys by which rows refer to each other. They are the caller's: device handles never stand in rows.

/// A VLAN identifier.
///
/// - Range: 1…4094 by construction (0 is "priority tag", 4095 is reserved).
/// - Source: IEEE 802.1Q-2018 table 9-2.
@frozen
public struct VLANID: Hashable, Sendable, BitwiseCopyable, Comparable, CustomStringConvertible {
  public let rawValue: UInt16

  /// `nil` outside 1…4094.
  @inlinable
  public init?(_ value: some BinaryInteger) {
    guard value >= 1, value <= 4094 else { return nil }
    rawValue = UInt16(truncatingIfNeeded: value)
  }

  /// VLAN 1, IEEE's default port VLAN.
  public static let `default` = VLANID(unchecked: 1)

  @inlinable
  init(unchecked value: UInt16) { rawValue = value }

  public var description: String { String(rawValue) }

  @inlinable
  public static func < (left: VLANID, right: VLANID) -> Bool { left.rawValue < right.rawValue }
}

/// A number that names a row.
public protocol RowID: Hashable, Sendable, BitwiseCopyable, Comparable, CustomStringConvertible {
  /// Wide enough for every device: what a device can hold is a pool's business, not the number's.
  associatedtype RawValue: FixedWidthInteger & UnsignedInteger & Sendable
  var rawValue: RawValue { get }
  init(_ rawValue: RawValue)
}

extension RowID {
  public var description: String { String(rawValue) }

  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A logical port: what frames come in by and leave by.
///
/// - Range: 0 is the CPU port, 1…0x7fff are front-panel ports, counted by the board; from 0x8000 on they are LAGs.
@frozen
public struct PortID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
  /// The port that leads to the switch's own CPU.
  public static let cpu = PortID(0)

  /// A LAG as a port: it can stand wherever a port can.
  @inlinable
  public init(lag: LAGID) { rawValue = 0x8000 | lag.rawValue }

  /// The LAG that this is; `nil` for a port.
  @inlinable
  public var lag: LAGID? { rawValue & 0x8000 == 0 ? nil : LAGID(rawValue & 0x7fff) }

  /// The row of the port or LAG.
  @inlinable
  public var rowKey: RowKey { lag.map { .lag($0) } ?? .port(self) }

  public var description: String { lag.map { "LAG \($0)" } ?? String(rawValue) }
}

/// A virtual router (VRF).
@frozen
public struct VirtualRouterID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// A router interface, by the caller's number.
@frozen
public struct RouterInterfaceID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// A next hop, by the caller's number.
@frozen
public struct NextHopID: RowID {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A next-hop group, by the caller's number.
@frozen
public struct NextHopGroupID: RowID {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// An ACL table, by the caller's number.
@frozen
public struct ACLTableID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// A LAG, by the caller's number.
///
/// - Range: 0…0x7fff.
@frozen
public struct LAGID: RowID {
  public let rawValue: UInt16
  /// Takes the low 15 bits.
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue & 0x7fff }
}

/// A spanning tree instance, by the caller's number.
@frozen
public struct SpanningTreeID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// A trap group, by the caller's number.
@frozen
public struct TrapGroupID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// A policer, by the caller's number.
@frozen
public struct PolicerID: RowID {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}
