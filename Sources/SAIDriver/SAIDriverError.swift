/// Why a library could not be made a device.
public enum SAIDriverError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The loader's words.
  case notLoaded(String)
  /// The library lacks a function that SAI demands.
  case noSymbol(String)
  /// The library's version of SAI; before 1.10.0 tables had other members.
  case tooOld(UInt64)
  /// Another driver of this process has the library, which can make one switch.
  case inUse
  /// A function failed, with SAI's status.
  case failed(String, Int32)

  public var description: String {
    switch self {
    case .notLoaded(let text): text
    case .noSymbol(let name): "the library has no function \(name)"
    case .tooOld(let version): "the library's version of SAI is \(version); 11000 (1.10.0) is the oldest that can be driven"
    case .inUse: "a library of SAI is already driven by this process"
    case .failed(let name, let status): "\(name) failed with status \(status)"
    }
  }
}
