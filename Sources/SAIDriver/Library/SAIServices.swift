import CSAI
import Glibc
import Synchronization

/// What the library asks of its caller: the values of the profile.
///
/// SAI's functions for that carry no context, and a process has one library of SAI: the profile is the process's.
enum SAIServices {
  /// Strings that stay: the library may keep what it is given.
  private struct Profile: @unchecked Sendable {
    var pairs: [(key: UnsafeMutablePointer<CChar>, value: UnsafeMutablePointer<CChar>)] = []
    var next = 0
    var isTaken = false
  }

  private static let profile = Mutex(Profile())

  /// - Returns: `false` when another driver has the library.
  static func take(_ values: [String: String]) -> Bool {
    profile.withLock { profile in
      guard !profile.isTaken else { return false }
      profile.isTaken = true
      profile.next = 0
      profile.pairs = []
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        if let key = strdup(key), let value = strdup(value) { profile.pairs.append((key, value)) }
      }
      return true
    }
  }

  static func giveBack() {
    profile.withLock { profile in
      profile.isTaken = false
      for pair in profile.pairs {
        free(pair.key)
        free(pair.value)
      }
      profile.pairs = []
    }
  }

  private static let getValue: sai_profile_get_value_fn = { _, key in
    guard let key else { return nil }
    return SAIServices.value(key)
  }

  private static let getNext: sai_profile_get_next_value_fn = { _, key, value in SAIServices.next(key, value) }

  private static func value(_ key: UnsafePointer<CChar>) -> UnsafePointer<CChar>? {
    profile.withLock { profile in
      let address = profile.pairs.first { strcmp($0.key, key) == 0 }.map { UInt(bitPattern: $0.value) }
      return address
    }.flatMap { UnsafePointer(bitPattern: $0) }
  }

  /// Begins anew when the caller gives no place for the key, as SAI says it.
  private static func next(
    _ key: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ value: UnsafeMutablePointer<UnsafePointer<CChar>?>?
  ) -> Int32 {
    let pair: (UInt, UInt)? = profile.withLock { profile in
      guard value != nil, key != nil else {
        profile.next = 0
        return (0, 0)
      }
      guard profile.next < profile.pairs.count else { return nil }
      let pair = profile.pairs[profile.next]
      profile.next += 1
      return (UInt(bitPattern: pair.key), UInt(bitPattern: pair.value))
    }
    guard let pair else { return -1 }
    key?.pointee = UnsafePointer(bitPattern: pair.0)
    value?.pointee = UnsafePointer(bitPattern: pair.1)
    return 0
  }

  /// SAI's table of services; it stays for the life of the process.
  nonisolated(unsafe) static let table: UnsafePointer<sai_service_method_table_t> = {
    let table = UnsafeMutablePointer<sai_service_method_table_t>.allocate(capacity: 1)
    table.initialize(to: sai_service_method_table_t(profile_get_value: getValue, profile_get_next_value: getNext))
    return UnsafePointer(table)
  }()
}
