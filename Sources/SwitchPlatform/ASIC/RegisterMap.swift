/// A register, or an array of them.
public struct RegisterDescription: Hashable, Sendable {
  public var name: String
  /// Byte address of the first, a multiple of 4.
  public var address: UInt64
  /// 32-bit registers in a row, 4 bytes apart.
  public var count: Int
  public var fields: [BitField]

  public init(name: String, address: UInt64, count: Int, fields: [BitField]) {
    self.name = name
    self.address = address
    self.count = count
    self.fields = fields
  }

  public func field(_ name: String) -> BitField? { fields.first { $0.name == name } }
}

/// Bits of a register.
public struct BitField: Hashable, Sendable {
  public var name: String
  /// 0…31.
  public var low: Int
  /// low…31.
  public var high: Int

  public init(name: String, low: Int, high: Int) {
    self.name = name
    self.low = low
    self.high = high
  }

  public var width: Int { high - low + 1 }
  public var mask: UInt32 { UInt32(truncatingIfNeeded: ((UInt64(1) << UInt64(width)) - 1) << UInt64(low)) }

  public func get(_ word: UInt32) -> UInt32 { (word & mask) >> UInt32(low) }
  public func set(_ value: UInt32, in word: UInt32) -> UInt32 { word & ~mask | value << UInt32(low) & mask }
}

/// How a table's rows are reached from the bus. Rows are written whole: the last word makes it take effect.
public struct AccessDescription: Hashable, Sendable {
  public var name: String
  public var method: Method

  public init(name: String, method: Method) {
    self.name = name
    self.method = method
  }

  public enum Method: Hashable, Sendable {
    /// Row r, bus word w is at `address` + r × `stride` + w × 4. Writing the last word stores the row; reading the first latches it.
    case memoryMapped(address: UInt64, stride: Int)
    /// A command register and data registers.
    case indirect(IndirectAccess)
  }
}

/// Access through data registers and a command register: to write, fill `data`, then write `command` with `index`, `write` = 1
/// and `execute` = 1; to read, the same with `write` = 0, then read `data`. `execute` reads 1 while the device is at it.
public struct IndirectAccess: Hashable, Sendable {
  /// Indices into `ASICDescription.registers`.
  public var command: Int
  public var data: Int
  public var execute: BitField
  public var write: BitField
  public var index: BitField
  /// Which table, where several share the registers; `nil` where only one does.
  public var select: BitField?
  /// The value of `select` for this access.
  public var selection: UInt32

  public init(command: Int, data: Int, execute: BitField, write: BitField, index: BitField, select: BitField?, selection: UInt32) {
    self.command = command
    self.data = data
    self.execute = execute
    self.write = write
    self.index = index
    self.select = select
    self.selection = selection
  }
}

/// The two rings between chip and CPU. Registers are indices into `ASICDescription.registers`.
///
/// A ring is `size` descriptors of 16 bytes, little-endian: buffer address (8), length (2), port (2), reason (2), flags (2).
/// Of a received packet, `reason` is the trap reason and, in bits 8…15, the number of the trap's kind + 1 (0: none); bits 8…15 of `flags`
/// are the CPU's queue. Of a packet to send, flag 2 says that it enters the pipeline in VLAN `reason` as if it came from the CPU port;
/// without it the packet leaves through `port`, past all look-ups.
/// `head` is the next descriptor to be produced, `tail` the next to be consumed; the ring is empty when they are equal.
/// Transmit: the driver produces and moves `head`, the device consumes and moves `tail`.
/// Receive: the driver posts buffers of `bufferBytes` bytes and moves `head`; the device fills the buffer at `tail`, sets flag 1,
/// and moves `tail`.
public struct RingsDescription: Hashable, Sendable {
  public struct Ring: Hashable, Sendable {
    public var baseLow: Int
    public var baseHigh: Int
    public var size: Int
    public var head: Int
    public var tail: Int

    public init(baseLow: Int, baseHigh: Int, size: Int, head: Int, tail: Int) {
      self.baseLow = baseLow
      self.baseHigh = baseHigh
      self.size = size
      self.head = head
      self.tail = tail
    }
  }

  public var receive: Ring
  public var transmit: Ring
  /// Descriptors in each ring: a power of two.
  public var descriptors: Int
  /// - Unit: bytes of a receive buffer; longer packets are cut there.
  public var bufferBytes: Int

  public init(receive: Ring, transmit: Ring, descriptors: Int, bufferBytes: Int) {
    self.receive = receive
    self.transmit = transmit
    self.descriptors = descriptors
    self.bufferBytes = bufferBytes
  }
}

/// The interrupt status register (write 1 to clear) and its mask (1: enabled).
public struct InterruptDescription: Hashable, Sendable {
  /// Indices into `ASICDescription.registers`.
  public var status: Int
  public var mask: Int
  /// A packet was put into the receive ring.
  public var receive: BitField
  /// The receive ring had no buffer for a packet.
  public var receiveOverflow: BitField?
  /// An event was put into the event queue.
  public var event: BitField?
  /// An event was put into the queue of memory errors.
  public var error: BitField?

  public init(status: Int, mask: Int, receive: BitField, receiveOverflow: BitField?, event: BitField?) {
    self.status = status
    self.mask = mask
    self.receive = receive
    self.receiveOverflow = receiveOverflow
    self.event = event
  }
}
