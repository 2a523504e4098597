import DeviceAccess
import SwitchPlatform

/// How a driver in one process reaches a simulated ASIC in another: messages on a Unix stream socket.
///
/// All numbers are little-endian. A message is a header and a body; the client sends requests, the server one reply to each, in order.
/// A client may send further requests before the replies are in.
///
///     header    length u32 (bytes of the body) · kind u16 · 0 u16 · sequence u32
///     reply     the request's kind + 0x8000, its sequence; the body begins: status u32 · operation u32 · detail u64
///
///     hello     magic u64 · version u32                    → version u32 · flags u32 · fingerprint u64 · name length u32 · name
///     transfer  operations, one behind the other           → the words read, in order
///                 write      1 u32 · count u32 · address u64 · count × u32
///                 read       2 u32 · count u32 · address u64
///                 interrupt  3 u32 · 0 u32 · 0 u64          one word: 1: the chip asked for attention since the last time
///                 read rows  4 u32 · rows u32 · address u64 · words of each u32 · bytes from one to the next u32
///     allocate  bytes u64                                  → bus address u64; with it, the descriptor of the memory (SCM_RIGHTS)
///     reset     —                                          → —
///     ports     —                                          → for each chip port: link u32 (0 not attached, 1 down, 2 up) · 0 u32 ·
///                                                            packets and bytes received, packets and bytes sent, sends dropped, u64 each
///
/// A transfer ends at the first operation that fails: `operation` is its number from 0, the words read before it come all the same.
/// Hello is the first message, and only the first. Flags, bit 0: somebody has written since power-on or reset. With its reply comes
/// the reading end of a pipe (SCM_RIGHTS): a byte comes through when the chip asks for attention or a link changes, and its other end
/// is closed when the server goes.
///
/// The server takes one client at a time; another gets a hello with status EBUSY. A client that says anything else than the above is
/// let go. When a client goes, in whatever way, its memory and the rings that use it go, and nothing else: the chip forwards on.
enum RemoteProtocol {
  static let magic: UInt64 = 0x4c49_4153_5952_5431  // "1TRYSAIL"
  static let version: UInt32 = 1
  static let headerBytes = 12
  static let replyBytes = 16
  /// The longest body.
  static let bodyLimit = 1 << 22
  static let replyBit: UInt16 = 0x8000

  enum Kind: UInt16 {
    case hello = 1
    case transfer = 2
    case allocate = 3
    case reset = 4
    case ports = 5
  }

  enum Operation: UInt32 {
    case write = 1
    case read = 2
    case interrupt = 3
    case readRows = 4
  }
  static let operationBytes = 16

  /// `status` of a reply, with its detail.
  enum Status: UInt32 {
    case done = 0
    /// An address.
    case unmapped = 1
    /// An errno.
    case failed = 2
    /// A number of bytes.
    case outOfMemory = 3
    /// The number of a fault that a test asked for.
    case injected = 4

    static func of(_ error: BusError) -> (Status, UInt64) {
      switch error {
      case .unmapped(let address): (.unmapped, address)
      case .failed(let code): (.failed, UInt64(UInt32(bitPattern: code)))
      case .outOfMemory(let count): (.outOfMemory, UInt64(clamping: count))
      case .injected(let number): (.injected, number)
      }
    }

    func error(_ detail: UInt64) -> BusError? {
      switch self {
      case .done: nil
      case .unmapped: .unmapped(detail)
      case .failed: .failed(Int32(truncatingIfNeeded: detail))
      case .outOfMemory: .outOfMemory(Int(clamping: detail))
      case .injected: .injected(detail)
      }
    }
  }

  /// A client and a server whose chip files differ in any number have another one.
  ///
  /// FNV-1a over the description as text: both are built from the same sources, or differ.
  static func fingerprint(_ asic: ASICDescription) -> UInt64 {
    var asic = asic
    // Whether a number was measured or assumed does not matter to the driver, and its dictionary has no order.
    asic.provenance = NumberProvenance()
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in String(reflecting: asic).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}

/// A chip port of an ASIC in another process.
public struct RemotePort: Hashable, Sendable {
  public enum Link: UInt32, Hashable, Sendable {
    case notAttached = 0
    case down = 1
    case up = 2
  }
  public var link: Link
  public var receivedPackets: UInt64
  /// FCS not counted.
  public var receivedBytes: UInt64
  public var transmittedPackets: UInt64
  public var transmittedBytes: UInt64
  /// Frames for which the port's queue had no room.
  public var transmitDrops: UInt64

  static let bytes = 48
}
