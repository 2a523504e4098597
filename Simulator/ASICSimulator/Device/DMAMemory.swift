import DeviceAccess

/// Host memory as the chip sees it: regions at bus addresses. Every access is checked; a bad address moves nothing.
final class DMAMemory {
  private struct Region {
    var address: UInt64
    var bytes: UnsafeMutableRawBufferPointer
    /// Allocated here, and to be freed here.
    var isOwn: Bool
  }

  private var regions: [Region] = []
  private var next: UInt64 = 0x1_0000_0000
  /// - Unit: bytes in all regions.
  static let limit = 1 << 30
  private(set) var allocated = 0

  deinit { for region in regions where region.isOwn { region.bytes.deallocate() } }

  func allocate(_ count: Int) throws(BusError) -> DMARegion {
    guard count > 0, count <= DMAMemory.limit - allocated else { throw .outOfMemory(count) }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    allocated += count
    let address = place(count)
    regions.append(Region(address: address, bytes: bytes, isOwn: true))
    return DMARegion(busAddress: address, bytes: bytes)
  }

  /// A bus address for so many bytes.
  private func place(_ count: Int) -> UInt64 {
    // A gap between regions: running over the end of one hits nothing.
    defer { next &+= UInt64(count + 8191) & ~4095 }
    return next
  }

  /// Lets the chip see memory of somebody else, who keeps it until `unmap`.
  ///
  /// - Parameter address: `nil`: any.
  func map(_ bytes: UnsafeMutableRawBufferPointer, at address: UInt64?) throws(BusError) -> UInt64 {
    guard bytes.count > 0, bytes.count <= DMAMemory.limit - allocated else { throw .outOfMemory(bytes.count) }
    allocated += bytes.count
    let address = address ?? place(bytes.count)
    next = max(next, address &+ UInt64(bytes.count + 8191) & ~4095)
    regions.append(Region(address: address, bytes: bytes, isOwn: false))
    return address
  }

  /// Takes such memory out of the chip's sight.
  func unmap(at address: UInt64) {
    guard let index = regions.firstIndex(where: { $0.address == address && !$0.isOwn }) else { return }
    allocated -= regions[index].bytes.count
    regions.remove(at: index)
  }

  /// The memory at `address`, `nil` unless all of `count` bytes are in one region.
  func bytes(at address: UInt64, count: Int) -> UnsafeMutableRawBufferPointer? {
    for region in regions where address >= region.address {
      let offset = address - region.address
      guard offset <= UInt64(region.bytes.count), count >= 0, UInt64(count) <= UInt64(region.bytes.count) - offset else { continue }
      return UnsafeMutableRawBufferPointer(rebasing: region.bytes[Int(offset)..<Int(offset) + count])
    }
    return nil
  }
}
