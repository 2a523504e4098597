import CDeviceIO
import DeviceAccess

#if canImport(Glibc)
  import Glibc
#endif

/// A device's registers, mapped. Every access is checked against the window before it is made.
final class RegisterWindow {
  /// - Unit: bytes.
  let size: UInt64
  private let bytes: UnsafeMutableRawPointer

  /// - Returns: `nil`: the mapping failed; errno says why.
  init?(descriptor: Int32, offset: UInt64, size: UInt64) {
    guard let count = Int(exactly: size), let start = off_t(exactly: offset), count > 0,
      let mapped = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, start), mapped != MAP_FAILED
    else { return nil }
    bytes = mapped
    self.size = size
  }

  deinit { munmap(bytes, Int(size)) }

  func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    guard let first = values.baseAddress, !values.isEmpty else { return }
    let status = trysail_mmio_read(try place(address, values.count), first, values.count)
    if status < 0 { throw .failed(-status) }
  }

  func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    guard let first = values.baseAddress, !values.isEmpty else { return }
    let status = trysail_mmio_write(try place(address, values.count), first, values.count)
    if status < 0 { throw .failed(-status) }
  }

  private func place(_ address: UInt64, _ words: Int) throws(BusError) -> UnsafeMutableRawPointer {
    guard address % 4 == 0, address < size, UInt64(words) <= (size - address) / 4 else { throw .unmapped(address) }
    return bytes + Int(address)
  }
}
