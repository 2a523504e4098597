import SimulatedSwitch
import SwitchModel

/// All that a run has to say: the contents of `report.json`, and what the terminal's text is made of.
///
/// Everything but `wall` depends on the inputs alone.
struct RunReport: Codable {
  var board: BoardReport
  var configuration: LoadReport
  var tables: [TableReport]
  var packets: PacketReport
  var ports: [PortReport]
  var latency: LatencyReport
  var stages: [StageReport]
  var utilisation: [UtilisationReport]
  /// `nil`: the chip file describes no buffer, or it was not asked for.
  var traffic: TrafficReport?
  var time: TimeReport
  var inputs: [InputReport]
  var outputs: [OutputReport]
  /// Configurations that came while packets ran, and what they did to the chip's tables; `nil` without any.
  var updates: [UpdateReport]?
  var operations: [TableOperationReport]?
  /// `nil`: left out on request.
  var wall: WallReport?
}

struct BoardReport: Codable {
  var name: String
  var vendor: String
  var product: String
  var ports: Int
  var chip: String
  /// - Unit: Hz.
  var clock: UInt64
  /// The share (0…1) of the chip file's numbers that are assumptions.
  var assumedShare: Double
}

struct LoadReport: Codable {
  struct Routes: Codable {
    var file: String
    var lines: Int
    var ipv4: Int
    var ipv6: Int
    var duplicates: Int
    var configured: Int
  }

  var file: String
  var hostname: String?
  var warnings: Int
  var routes: Routes?
  /// Rows committed.
  var rows: Int
  /// The chip's rows that were written over the bus.
  var chipRowsWritten: UInt64
}

/// How full one table is.
struct TableReport: Codable {
  struct Pool: Codable {
    var pool: String
    var capacity: Int
    var used: Int
    /// What would refuse the next row first, where that is not the number of rows.
    var constraint: String?
  }

  var table: String
  var rows: Int
  var pools: [Pool]
}

struct PacketReport: Codable {
  struct Count: Codable {
    var reason: String
    var packets: UInt64
  }

  var received: UInt64
  var copies: UInt64
  var transmitted: UInt64
  var toCPU: UInt64
  var dropped: UInt64
  var toCPUByReason: [Count]
  var droppedByReason: [Count]
  /// received + copies = transmitted + dropped + to the CPU.
  var isBalanced: Bool
  var learned: UInt64
  var moved: UInt64
  var notLearned: UInt64
  /// Packets that saw a part of an update of tables; `nil`: there was none while they ran.
  var sawPartialUpdate: UInt64?
}

struct PortReport: Codable {
  var name: String
  var receivedPackets: UInt64
  var receivedBytes: UInt64
  var transmittedPackets: UInt64
  var transmittedBytes: UInt64
  var tailDrops: UInt64
  var peakQueueBytes: Int
}

/// Cycles from a frame's last bit in (first bit where the chip cuts through) to its first bit out.
struct LatencyReport: Codable {
  struct Bucket: Codable {
    /// Cycles, both included.
    var from: UInt64
    var to: UInt64
    var packets: UInt64
  }

  struct Cycles: Codable {
    var cycles: Double
    var nanoseconds: Double
  }

  var packets: UInt64
  var minimum: Cycles?
  var median: Cycles?
  var p99: Cycles?
  var maximum: Cycles?
  var mean: Cycles?
  var buckets: [Bucket]
  /// Pairs of cycles and packets, exact, rising; those beyond 65,535 cycles are in `beyond`.
  var counts: [[UInt64]]
  var beyond: UInt64
}

/// Cycles a packet spends in a stage, on average.
struct StageReport: Codable {
  var name: String
  var waitMean: Double
  var serviceMean: Double
}

struct TimeReport: Codable {
  var pace: String
  /// Virtual time from the start to when the last packet had left the pipeline.
  var cycles: Int64
  var nanoseconds: Int64
}

struct InputReport: Codable {
  var port: String
  var file: String
  var frames: Int
  var cutFrames: Int
  var foreignFrames: Int
  var fault: String?
}

struct OutputReport: Codable {
  var file: String
  var frames: Int
}

/// What differs from run to run.
struct WallReport: Codable {
  var commitSeconds: Double
  var packetSeconds: Double
  var packetsPerSecond: Double
}
