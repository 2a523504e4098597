/// What a chip file's `timing:` says: how long a block, or a chip's stages, take.
public enum TimingDescription: Hashable, Sendable {
  case pipeline(PacketPipelineTiming)
  case cam(CAMTiming)
  case link(LinkPoints)
  case crossbar(CrossbarTiming)
  case dependentStages(DependentStagesTiming)
  case path(PathTiming)
}

/// A chip file of timing only, or the timing of a whole chip.
public struct TimingFile: Hashable, Sendable {
  /// The file's `chip:`.
  public var name: String
  /// - Unit: Hz.
  public var clock: UInt64
  public var timing: TimingDescription
  public var provenance: NumberProvenance
}

/// A link, and the frames that its recording is of.
public struct LinkPoints: Hashable, Sendable {
  public var link: LinkTiming
  /// - Unit: bytes, FCS included.
  public var frames: [Int]
  public var count: Int
}

/// A CAM whose writes take cycles during which it cannot be written.
public struct CAMTiming: Hashable, Sendable {
  /// A number of cycles: a constant and some for each value of a slice of the key.
  public struct Cycles: Hashable, Sendable {
    public var constant: Int
    /// Times 2 to the slice's width.
    public var perSliceValue: Int

    public init(constant: Int, perSliceValue: Int) {
      self.constant = constant
      self.perSliceValue = perSliceValue
    }
  }
  /// A size that its recording is of. Times depend on the slice's width alone.
  public struct Size: Hashable, Sendable {
    public var dataWidth: Int
    public var addressWidth: Int
    public var sliceWidth: Int

    public init(dataWidth: Int, addressWidth: Int, sliceWidth: Int) {
      self.dataWidth = dataWidth
      self.addressWidth = addressWidth
      self.sliceWidth = sliceWidth
    }
  }

  public var style: String
  public var initialize: Cycles
  public var lookUp: Cycles
  public var write: Cycles
  /// From the write to the match of the new entry; to the old one's end.
  public var writeVisible: Cycles
  public var overwriteVanishes: Cycles
  public var delete: Cycles
  public var deleteMisses: Cycles
  public var sizes: [Size]
}

/// A switch of packets between ports, one packet a grant.
public struct CrossbarTiming: Hashable, Sendable {
  public enum Pattern: String, Hashable, Sendable, CaseIterable {
    case allToOne = "all_to_one"
    case permutation
  }
  public struct Load: Hashable, Sendable {
    public var beats: Int
    public var inputs: Int
    public var pattern: Pattern

    public init(beats: Int, inputs: Int, pattern: Pattern) {
      self.beats = beats
      self.inputs = inputs
      self.pattern = pattern
    }
  }
  public var ports: Int
  /// From a beat accepted to the beat out.
  public var latency: Int
  /// Cycles between an input's last beat and its next packet's first one, for the grant.
  public var regrant: Int
  public var loads: [Load]
  public var packets: Int
}

/// Stages whose share of the latency depends on how they depend on the stage before, and on what the tables in them use.
public struct DependentStagesTiming: Hashable, Sendable {
  public enum Dependency: String, Hashable, Sendable, CaseIterable {
    case match, action, concurrent
  }
  /// What tables of a stage can use.
  public enum Feature: String, Hashable, Sendable, CaseIterable {
    case ternary, wideSelector, selector, statefulDivide, stateful, meter
  }
  public var count: Int
  /// A stage that is match dependent: this, and what its features add.
  public var base: Int
  public var action: Int
  public var concurrent: Int
  /// Added on the way, once.
  public var crossing: Int
  /// Least latency of an egress pipeline, as `crossing` and all stages but the first make it.
  public var minimumEgress: Int
  /// In each group the largest that is used counts; groups add up.
  public var groups: [[Feature: Int]]
}
