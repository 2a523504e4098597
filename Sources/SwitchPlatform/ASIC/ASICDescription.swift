/// A switch chip as its file describes it: what a driver encodes by and a simulator is built from.
///
/// Plain values: indices into the arrays stand for references, which the loader has resolved.
public struct ASICDescription: Sendable {
  /// The file's `chip:`.
  public var name: String
  public var vendor: String
  /// The core clock.
  ///
  /// - Unit: Hz.
  public var clock: UInt64
  public var ports: PortGeometry
  public var memories: [MemoryDescription]
  public var tables: [TableDescription]
  public var parser: ParserDescription
  /// In pipeline order; every table that packets look up is in exactly one.
  public var stages: [StageDescription]
  public var deparser: DeparserDescription
  public var registers: [RegisterDescription]
  public var access: [AccessDescription]
  public var rings: RingsDescription?
  public var interrupts: InterruptDescription?
  /// How the chip tells of addresses; `nil` where it does not.
  public var events: EventQueueDescription?
  /// How addresses age; `nil` where they do not.
  public var ageing: AgeingDescription?
  /// How the chip looks for errors in its memories, and how it tells of them; `nil` where it does not.
  public var scrub: ScrubDescription?
  public var errors: ErrorQueueDescription?
  /// What bus accesses cost; `nil`: nothing.
  public var bus: BusDescription?
  /// How counters are read; `nil`: when somebody asks.
  public var counters: CounterDescription?
  public var links: LinkDescription
  public var traffic: TrafficDescription
  public var flowHash: FlowHashDescription
  /// How many of the file's numbers stand on what.
  public var provenance: NumberProvenance
  /// How the chip's memories are shared out, chosen when it boots; empty where there is one way only.
  public var modes: [String] = []
  /// The one that this description is of; `nil` where there is one way only.
  public var mode: String?
  /// How long its stages take, where that is known apart from the pipeline's tables; `nil` where it is not.
  public var timing: TimingDescription?

  public init(
    name: String, vendor: String, clock: UInt64, ports: PortGeometry, memories: [MemoryDescription], tables: [TableDescription],
    parser: ParserDescription, stages: [StageDescription], deparser: DeparserDescription, registers: [RegisterDescription],
    access: [AccessDescription], rings: RingsDescription?, interrupts: InterruptDescription?, events: EventQueueDescription?,
    ageing: AgeingDescription?, links: LinkDescription, traffic: TrafficDescription, flowHash: FlowHashDescription,
    provenance: NumberProvenance
  ) {
    self.name = name
    self.vendor = vendor
    self.clock = clock
    self.ports = ports
    self.memories = memories
    self.tables = tables
    self.parser = parser
    self.stages = stages
    self.deparser = deparser
    self.registers = registers
    self.access = access
    self.rings = rings
    self.interrupts = interrupts
    self.events = events
    self.ageing = ageing
    self.links = links
    self.traffic = traffic
    self.flowHash = flowHash
    self.provenance = provenance
  }

  /// The table with a role; a missing role is a missing capability.
  public func table(_ role: TableRole) -> TableDescription? { tables.first { $0.role == role } }

  public func register(_ name: String) -> RegisterDescription? { registers.first { $0.name == name } }
}

/// The chip's ports. Chip port p (0-based) is made of the lanes that start at lane p+1.
public struct PortGeometry: Hashable, Sendable {
  /// Front ports the chip can have, CPU port not counted: chip ports 0 ..< count.
  public var count: Int
  /// The chip port that leads to the CPU; `count` or above.
  public var cpu: Int
  /// Serdes lanes, numbered from 1.
  public var lanes: Int
  /// - Unit: Mb/s.
  public var maximumSpeed: UInt32
  /// Pipelines that work side by side; port p is on pipe p × pipes / count.
  public var pipes: Int

  public init(count: Int, cpu: Int, lanes: Int, maximumSpeed: UInt32, pipes: Int) {
    self.count = count
    self.cpu = cpu
    self.lanes = lanes
    self.maximumSpeed = maximumSpeed
    self.pipes = pipes
  }
}

/// A physical memory: rows of one width.
public struct MemoryDescription: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case sram, tcam
  }
  public enum Check: String, Hashable, Sendable, CaseIterable {
    case none, parity, ecc
  }
  /// How an entry of a TCAM gets from one row to another.
  public enum Moves: String, Hashable, Sendable, CaseIterable {
    /// It stands in both for a while: no packet misses it.
    case hitless
    /// It stands in neither for a while.
    case deleteFirst
  }

  /// How a memory takes writes beside its look-ups, of which there is at most one in a cycle.
  public enum WritePolicy: String, Hashable, Sendable, CaseIterable {
    /// By a port of their own: neither waits.
    case dualPort
    /// A write takes its cycle; the packet that would look up in it waits.
    case steal
    /// A write waits for a cycle in which no packet looks up, and takes one when it has waited too long.
    case bubble
  }

  public var name: String
  public var kind: Kind
  /// Rows that can be addressed: words × entries a word, or blocks × rows a block.
  public var rows: Int
  /// Rows in a physical block (TCAM) or word (SRAM): 1 … rows, a divisor of `rows`.
  public var rowsPerBlock: Int
  /// - Unit: bits in a row; of a TCAM row, bits of key that can be compared.
  public var width: Int
  public var check: Check
  /// Where a TCAM's blocks are given to tables one by one; `nil` where the one table has all of them.
  public var banks: BankDescription?
  /// - Unit: bits of a row that one check word covers; `nil`: all of them.
  public var checkWidth: Int?
  /// How long the scrub takes for the memory; `nil`: as long as for others.
  public var scrubInterval: ScrubInterval?
  /// Of a TCAM. Default: `hitless`.
  public var moves = Moves.hitless
  /// What a write and a look-up of the same cycle do to each other. Default: `dualPort`.
  public var writePolicy = WritePolicy.dualPort
  /// How long a write waits for a cycle without a look-up, before it takes one: of `bubble`.
  ///
  /// - Unit: cycles. Default: 256, the interval of Tofino's filter for maintenance.
  /// - Source: p4lang/open-p4studio, model's `counter.cpp`.
  public var bubbleWait = 256

  public init(name: String, kind: Kind, rows: Int, rowsPerBlock: Int, width: Int, check: Check, banks: BankDescription? = nil) {
    self.banks = banks
    self.name = name
    self.kind = kind
    self.rows = rows
    self.rowsPerBlock = rowsPerBlock
    self.width = width
    self.check = check
  }
}

/// A stage: tables that are looked up together.
public struct StageDescription: Hashable, Sendable {
  public var name: String
  /// Indices into `ASICDescription.tables`, in the order in which their results take effect.
  public var tables: [Int]
  /// - Unit: cycles from entering the stage to leaving it.
  public var latency: Int
  /// - Unit: cycles between two packets that enter the stage.
  public var interval: Int

  public init(name: String, tables: [Int], latency: Int, interval: Int) {
    self.name = name
    self.tables = tables
    self.latency = latency
    self.interval = interval
  }
}

extension ASICDescription {
  /// The number of LAG 0 where a LAG stands in the place of a port: the smallest power of two above all chip ports.
  public var firstLAG: Int {
    var first = 1
    while first <= max(ports.cpu, ports.count) { first *= 2 }
    return first
  }
}

public struct ParserDescription: Hashable, Sendable {
  /// - Unit: cycles.
  public var latency: Int
  /// - Unit: bytes of a packet that the parser sees; fields behind them are not found.
  public var window: Int

  public init(latency: Int, window: Int) {
    self.latency = latency
    self.window = window
  }
}

public struct DeparserDescription: Hashable, Sendable {
  /// - Unit: cycles.
  public var latency: Int

  public init(latency: Int) { self.latency = latency }
}

/// What is common to all port MACs.
public struct LinkDescription: Hashable, Sendable {
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// A packet enters the pipeline when its last bit is in.
    case storeAndForward
    /// A packet enters the pipeline when the parser's window, or all of it, is in.
    case cutThrough
  }
  public var mode: Mode
  /// - Unit: bytes, start-of-frame delimiter included.
  public var preamble: Int
  /// - Unit: bytes.
  public var interPacketGap: Int
  /// - Unit: bytes. Frames in captures do not have it, frames on the wire do.
  public var fcs: Int
  /// Shortest frame on the wire, FCS included; shorter ones are padded.
  ///
  /// - Unit: bytes.
  public var minimumFrame: Int
  /// - Unit: cycles from the last bit (or the window) in to the parser.
  public var receiveLatency: Int
  /// - Unit: cycles from the queue to the first bit out.
  public var transmitLatency: Int

  public init(mode: Mode, preamble: Int, interPacketGap: Int, fcs: Int, minimumFrame: Int, receiveLatency: Int, transmitLatency: Int) {
    self.mode = mode
    self.preamble = preamble
    self.interPacketGap = interPacketGap
    self.fcs = fcs
    self.minimumFrame = minimumFrame
    self.receiveLatency = receiveLatency
    self.transmitLatency = transmitLatency
  }
}

/// Queues: one first-in first-out queue a port, tail drop.
///
/// A port has `queues` queues to be counted and told apart; all packets to a front port are in its queue 0. Packets to the CPU are in
/// the queue that their trap group names.
public struct TrafficDescription: Hashable, Sendable {
  /// - Unit: bytes that may wait for one port.
  public var queueBytes: Int
  /// Queues of a front port.
  public var queues: Int
  /// Queues of the CPU port.
  public var cpuQueues: Int
  /// - Unit: cycles from the end of the pipeline to the queue's output when nothing waits.
  public var latency: Int
  /// The buffer that the traffic manager simulates; `nil`: not described.
  public var buffer: BufferDescription?
  /// What a packet's class is taken from. Default: `none`.
  public var classify = Classification.none

  /// - Source: SAI_PORT_ATTR_QOS_DOT1P_TO_TC_MAP, SAI_PORT_ATTR_QOS_DSCP_TO_TC_MAP: class = priority; class = DSCP / 8.
  public enum Classification: String, Hashable, Sendable, CaseIterable {
    /// All are of class 0.
    case none
    /// The VLAN tag's priority; untagged: 0.
    case pcp
    /// The upper three bits of the DSCP; not IP: 0.
    case dscp
  }

  public init(queueBytes: Int, queues: Int, cpuQueues: Int, latency: Int) {
    self.queueBytes = queueBytes
    self.queues = queues
    self.cpuQueues = cpuQueues
    self.latency = latency
  }
}

/// How a flow chooses a next-hop group's member.
public struct FlowHashDescription: Hashable, Sendable {
  public var function: HashFunction
  public var seed: UInt32

  public init(function: HashFunction, seed: UInt32) {
    self.function = function
    self.seed = seed
  }
}

/// What the numbers of a file stand on.
public struct NumberProvenance: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Published by the vendor or read in public code.
    case `public`
    /// Computed from public numbers.
    case derived
    /// Fitted to recordings.
    case calibrated
    /// The model's own assumption.
    case assumed
  }
  public var counts: [Kind: Int]

  public init(counts: [Kind: Int] = [:]) { self.counts = counts }

  public var total: Int { counts.values.reduce(0, +) }
  /// - Range: 0…1; 0 without numbers.
  public var shareAssumed: Double { total == 0 ? 0 : Double(counts[.assumed] ?? 0) / Double(total) }
}
