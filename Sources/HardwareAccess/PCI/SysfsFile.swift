import DeviceAccess
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A file about a device, open.
final class SysfsFile {
  let descriptor: Int32
  let path: String

  /// - Throws: `.absent`, `.notPermitted`, `.system`.
  init(_ path: String, of device: String, isWritten: Bool) throws(DeviceError) {
    self.path = path
    descriptor = open(path, (isWritten ? O_RDWR | O_SYNC : O_RDONLY) | O_CLOEXEC)
    guard descriptor >= 0 else { throw SysfsFile.error(device, path, errno) }
  }

  /// A file that somebody else opened, and that is closed here.
  init(owning descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// What an errno of a path means.
  static func error(_ device: String, _ path: String, _ code: Int32) -> DeviceError {
    switch code {
    case ENOENT, ENOTDIR, ENODEV, ENXIO: DeviceError(device, .absent(path))
    case EACCES, EPERM: DeviceError(device, .notPermitted(path))
    default: DeviceError(device, .system("\(path): \(ErrorNumber.text(code))", code))
    }
  }

  /// - Unit: bytes.
  var size: UInt64? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(clamping: status.st_size) : nil
  }

  /// The 16-bit little-endian number at an offset; `nil`: it cannot be read.
  func word(at offset: Int) -> UInt16? {
    var bytes: (UInt8, UInt8) = (0, 0)
    return pread(descriptor, &bytes, 2, off_t(offset)) == 2 ? UInt16(bytes.1) << 8 | UInt16(bytes.0) : nil
  }

  func setWord(_ value: UInt16, at offset: Int) -> Bool {
    var bytes: (UInt8, UInt8) = (UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8))
    return pwrite(descriptor, &bytes, 2, off_t(offset)) == 2
  }

  /// A small file's text, without spaces around it.
  static func text(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 65_536) else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
