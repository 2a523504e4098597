import CSAI
import Foundation

/// What the caller gives a library to know its configuration by: `sai.profile`, and behind it the environment.
struct Services: @unchecked Sendable {
  // Unchecked: C function pointers, which callers promise to be callable from any thread.
  private let value: sai_profile_get_value_fn?

  init(_ table: sai_service_method_table_t) { value = table.profile_get_value }

  func callAsFunction(_ key: String) -> String? {
    if let value, let text = value(0, key) {
      let string = String(cString: text)
      if !string.isEmpty { return string }
    }
    guard let text = getenv(key) else { return nil }
    let string = String(cString: text)
    return string.isEmpty ? nil : string
  }
}
