import Foundation

/// A value of the facts file. What is not there reads as empty: the file's README says which keys each thing has.
struct Fact {
  let value: Any?

  subscript(key: String) -> Fact { Fact(value: (value as? [String: Any])?[key]) }

  var exists: Bool { value != nil }
  var text: String { value as? String ?? "" }
  var number: Int { (value as? NSNumber)?.intValue ?? 0 }
  var list: [Fact] { (value as? [Any])?.map { Fact(value: $0) } ?? [] }
  var flag: Bool { (value as? NSNumber)?.boolValue ?? false }

  static func read(_ path: String) throws -> Fact {
    Fact(value: try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))))
  }
}

/// Why nothing was generated.
struct GenerateError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
