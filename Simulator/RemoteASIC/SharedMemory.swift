import CPacketIO

#if canImport(Glibc)
  import Glibc
#endif

/// Memory that two processes see; gone with this value, here.
final class SharedMemory {
  let bytes: UnsafeMutableRawBufferPointer

  /// Maps memory that another process has made.
  ///
  /// - Returns: `nil` when it cannot be mapped, or is shorter than `count`. The descriptor stays open.
  init?(descriptor: Int32, count: Int) {
    var status = stat()
    guard count > 0, fstat(descriptor, &status) == 0, status.st_size >= count else { return nil }
    guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), start != MAP_FAILED else { return nil }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }
}
