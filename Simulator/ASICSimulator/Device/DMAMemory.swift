import DeviceAccess

/// Host memory as the chip sees it: regions at bus addresses. Every access is checked; a bad address moves nothing.
final class DMAMemory {
  private struct Region {
    var address: UInt64
    var bytes: UnsafeMutableRawBufferPointer
  }

  private var regions: [Region] = []
  private var next: UInt64 = 0x1_0000_0000
  /// - Unit: bytes in all regions.
  static let limit = 1 << 30
  private var allocated = 0

  deinit { for region in regions { region.bytes.deallocate() } }

  func allocate(_ count: Int) throws(BusError) -> DMARegion {
    guard count > 0, count <= DMAMemory.limit - allocated else { throw .outOfMemory(count) }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    let region = Region(address: next, bytes: bytes)
    regions.append(region)
    allocated += count
    // A gap between regions: running over the end of one hits nothing.
    next += UInt64(count + 8191) & ~4095
    return DMARegion(busAddress: region.address, bytes: bytes)
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
