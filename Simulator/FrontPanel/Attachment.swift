import CPacketIO

/// What a chip port is attached to.
public enum AttachmentTarget: Hashable, Sendable, CustomStringConvertible {
  /// An interface that is there, or will be: one end of a veth pair, a network card.
  case interface(String)
  /// A TAP interface that the panel makes, and sets up.
  case tap(String)

  /// `NAME`, or `tap:NAME` for one that is made.
  public init(_ text: String) { self = text.hasPrefix("tap:") ? .tap(String(text.dropFirst(4))) : .interface(text) }

  /// The interface's name.
  public var interface: String {
    switch self {
    case .interface(let name), .tap(let name): name
    }
  }

  public var description: String {
    switch self {
    case .interface(let name): name
    case .tap(let name): "tap:\(name)"
    }
  }
}

/// A chip port on an interface of the kernel.
public struct PortAttachment: Hashable, Sendable {
  public var chipPort: Int
  public var target: AttachmentTarget

  public init(chipPort: Int, to target: AttachmentTarget) {
    self.chipPort = chipPort
    self.target = target
  }
}

/// Frames that went through an attachment, and those that did not.
public struct AttachmentCounters: Hashable, Sendable {
  /// Frames given to the chip; the packets of a cut segment count one by one.
  public var received: UInt64 = 0
  /// Frames of the chip that the kernel took.
  public var sent: UInt64 = 0
  /// Frames that the kernel had no room for on the way in.
  public var lostByKernel: UInt64 = 0
  /// Frames that the chip's wire cannot carry: too long, or of a segmentation that cannot be undone.
  public var malformed: UInt64 = 0
  /// Frames of the chip while the interface was down or absent.
  public var sentWhileDown: UInt64 = 0
  /// Frames of the chip that the kernel refused: no room, or longer than the interface's MTU.
  public var sendFailures: UInt64 = 0

  public init() {}
}

/// Where an attachment stands.
public struct AttachmentStatus: Hashable, Sendable {
  public let attachment: PortAttachment
  /// Whether frames can pass: the interface is there, up, and has a carrier.
  public let isUp: Bool
  /// Why it is not attached; `nil` while it is.
  public let error: InterfaceError?
  public let counters: AttachmentCounters
}

/// An attachment at work. Its socket is opened and closed by the panel's thread alone, under the panel's lock.
final class AttachedPort {
  enum Link {
    case none
    case socket(PacketSocket)
    case tap(TAPDevice)
  }

  let attachment: PortAttachment
  private(set) var link = Link.none
  private(set) var isUp = false
  private(set) var error: InterfaceError?
  var counters = AttachmentCounters()

  init(_ attachment: PortAttachment) { self.attachment = attachment }

  /// For `poll`; -1: nothing to wait for.
  var descriptor: Int32 {
    switch link {
    case .none: -1
    case .socket(let socket): socket.descriptor
    case .tap(let tap): tap.descriptor
    }
  }

  var status: AttachmentStatus { AttachmentStatus(attachment: attachment, isUp: isUp, error: error, counters: counters) }

  /// Attaches what is not attached, lets go what is gone, and looks whether the link is up.
  ///
  /// - Parameter control: Any socket.
  /// - Returns: whether `isUp` or `error` is another than before.
  func refresh(control: Int32) -> Bool {
    let before = (isUp, error)
    let name = attachment.target.interface
    if case .socket(let socket) = link {
      counters.lostByKernel &+= socket.takeLosses()
      let index = trysail_interface_index(control, name)
      // Gone, or another one by the same name.
      if index != socket.index { link = .none }
    }
    if case .none = link { attach(control) }
    isUp = false
    if case .none = link {} else { isUp = trysail_interface_has_carrier(control, name) == 1 }
    return before != (isUp, error)
  }

  private func attach(_ control: Int32) {
    do throws(InterfaceError) {
      switch attachment.target {
      case .interface(let name): link = .socket(try PacketSocket(interface: name))
      case .tap(let name):
        // 9216: what the data-centre switches' ports take.
        let tap = try TAPDevice(name: name)
        try tap.set(mtu: 9216)
        link = .tap(tap)
      }
      error = nil
      // Once an interface, and then left alone: somebody may want it down.
      let name = attachment.target.interface
      try InterfaceError.check(trysail_interface_set_up(control, name, 1), name, .setState)
    } catch { self.error = error }
  }

  func detach() {
    link = .none
    isUp = false
  }

  /// Gives the kernel a frame. Failures are counted.
  func send(_ frame: UnsafeRawBufferPointer) {
    guard isUp else {
      counters.sentWhileDown &+= 1
      return
    }
    switch link {
    case .none: counters.sentWhileDown &+= 1
    case .socket(let socket):
      if socket.send(frame) == 0 { counters.sent &+= 1 } else { counters.sendFailures &+= 1 }
    case .tap(let tap):
      do throws(InterfaceError) {
        try tap.write(frame)
        counters.sent &+= 1
      } catch { counters.sendFailures &+= 1 }
    }
  }
}
