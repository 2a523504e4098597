/// Why nothing could be made of a description.
public struct ImportFault: Error, Hashable, Sendable {
  public var message: String

  public init(message: String) { self.message = message }
}
