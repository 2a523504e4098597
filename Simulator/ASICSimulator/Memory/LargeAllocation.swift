import CMemoryHints

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Zeroed words for a chip's memory, on huge pages where the system has them: look-ups go all over a memory, and with small pages
/// each one misses the TLB too.
enum LargeAllocation {
  private static let page = 2 << 20

  static func words(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let bytes = max(8, count * 8)
    if bytes >= page, let large = trysail_allocate_large(bytes) {
      memset(large, 0, bytes)
      return large.bindMemory(to: UInt64.self, capacity: bytes / 8)
    }
    // From a cache line's beginning on.
    let pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(to: UInt64.self, capacity: bytes / 8)
    pointer.initialize(repeating: 0, count: bytes / 8)
    return pointer
  }

  /// Both ways of allocation end in the C library's heap.
  static func release(_ pointer: UnsafeMutablePointer<UInt64>) { free(pointer) }
}
