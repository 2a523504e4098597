/// A block as the resources that its packets take one after the other, in order: what a chip file says of a design that is no kind of its own.
///
/// Packets are words that follow each other, one a cycle; each resource hands the first word on and the others behind it. What waits for a
/// resource waits before it without holding up what is further back, but for queues: a packet that finds a queue full keeps the resource
/// that it comes from.
public struct PathTiming: Hashable, Sendable {
  public struct Resource: Hashable, Sendable {
    /// As milestones name it.
    public var name: String
    public var kind: Kind

    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// All times are cycles.
  public enum Kind: Hashable, Sendable {
    /// Takes a packet each `interval` cycles, and hands its first word on after `latency`.
    case pipe(latency: Int, interval: Int)
    /// Servers in turn, 1…16: each is busy for `busy + perBeat × beats`, and hands the first word on after `latency`.
    case server(count: Int, busy: Int, perBeat: Int, latency: Int)
    /// Queues in turn, of `depth` packets each: a word is at the reader after `latency`.
    case queue(count: Int, depth: Int, latency: Int)
    /// An arbiter that looks at one of `count` queues in each idle cycle, queue 0 in cycle `phase`, and holds on to it for the packet's words, at
    /// least for `hold`.
    case poll(count: Int, hold: Int, phase: Int)
    /// A memory that each packet reads: `ports` packets a cycle, the answer after `latency`.
    case memory(ports: Int, latency: Int)
    /// A wire.
    case link(LinkTiming)
  }

  /// - Unit: bytes of a word; what a link makes of a packet's words.
  public var bytesPerBeat: Int
  public var resources: [Resource]

  public init(bytesPerBeat: Int, resources: [Resource]) {
    self.bytesPerBeat = bytesPerBeat
    self.resources = resources
  }
}
