/// Menshen's pipeline as its RTL has it, register by register: the oracle of `PacketPipeline`.
///
/// A plain loop over clock edges: what follows from the registers first, then all registers change. It shares no code and no idea with
/// the pipeline: queues are rings with pointers and valid bits, deparsers and parser are the RTL's state machines.
public struct RegisterModel: Sendable {
  struct Beat: Equatable {
    var packet = -1
    var isFirst = false
    var isLast = false
  }

  /// A first-word-fall-through queue: a memory and three registers.
  struct Queue {
    var memory: [Beat]
    var writePointer = 0
    var readPointer = 0
    var depth = 0
    var fifo = Beat()
    var middle = Beat()
    var out = Beat()
    var fifoValid = false
    var middleValid = false
    var outValid = false
    var overflowed = false

    init(bits: Int) { memory = Array(repeating: Beat(), count: 1 << bits) }

    var isEmpty: Bool { !outValid }
    var isNearlyFull: Bool { depth >= memory.count - 1 }
    var isDrained: Bool { depth == 0 && !fifoValid && !middleValid && !outValid }

    mutating func clock(write: Beat?, read: Bool) {
      let updatesOut = (middleValid || fifoValid) && (read || !outValid)
      let updatesMiddle = fifoValid && middleValid == updatesOut
      let readsMemory = depth > 0 && !(middleValid && outValid && fifoValid)
      if updatesOut { out = middleValid ? middle : fifo }
      if updatesMiddle { middle = fifo }
      let fromMemory = memory[readPointer]
      if readsMemory { fifoValid = true } else if updatesMiddle || updatesOut { fifoValid = false }
      if updatesMiddle { middleValid = true } else if updatesOut { middleValid = false }
      if updatesOut { outValid = true } else if read { outValid = false }
      if readsMemory {
        fifo = fromMemory
        readPointer = (readPointer + 1) % memory.count
        depth -= 1
      }
      if let write {
        memory[writePointer] = write
        writePointer = (writePointer + 1) % memory.count
        depth += 1
        if depth > memory.count { overflowed = true }
      }
    }
  }

  enum Split { case first, second, flush }
  enum Deparser { case idle, ram, start, empty, finish0, finish1, finish2, flush0, flush1, flush }

  struct Lane {
    var packets: Queue
    var split = Split.first
    var register1: (first: Beat?, second: Beat?, rest: Beat?, tag: Bool) = (nil, nil, nil, false)
    var register2: (first: Beat?, second: Beat?, rest: Beat?) = (nil, nil, nil)
    var first = Queue(bits: 4)
    var second = Queue(bits: 4)
    var rest = Queue(bits: 5)
    var tags = Queue(bits: 5)
    var headers = Queue(bits: 6)
    var deparser = Deparser.idle
    var stored1 = Beat()
    var stored2 = Beat()
    var out1: Beat?
    var out2: Beat?
    var output = Queue(bits: 4)
  }

  /// A packet's first and last word in and out; -1: never.
  public struct Row: Hashable, Sendable {
    public var firstIn = -1
    public var lastIn = -1
    public var firstOut = -1
    public var lastOut = -1

    public init(firstIn: Int = -1, lastIn: Int = -1, firstOut: Int = -1, lastOut: Int = -1) {
      self.firstIn = firstIn
      self.lastIn = lastIn
      self.firstOut = firstOut
      self.lastOut = lastOut
    }
  }

  /// What one offers: from which cycle on, and how many beats.
  public struct Offer: Hashable, Sendable {
    public var from: Int
    public var beats: Int

    public init(from: Int, beats: Int) {
      self.from = from
      self.beats = beats
    }
  }

  public var stages: Int
  /// The receiver is not ready in cycles that are a multiple of this; 0: always ready.
  public var lowOneIn: Int
  /// Words were lost in full queues: the RTL calls that an error.
  public private(set) var overflowed = false
  public private(set) var lostBeats = 0

  public init(stages: Int, lowOneIn: Int = 0) {
    self.stages = stages
    self.lowOneIn = lowOneIn
  }

  public mutating func run(_ offers: [Offer]) -> [Row] {
    var rows = Array(repeating: Row(), count: offers.count)
    var input = Queue(bits: 5)
    var filtered: Beat?
    var behindFilter: Beat?
    var lanes = (0..<4).map { _ in Lane(packets: Queue(bits: 4)) }
    var queue = 0
    var parserState = 0
    var headers: [(due: Int, lane: Int)] = []
    var headerLane = 0
    var units = Array(repeating: StageRegisters(), count: stages)
    var behindStages: Int?
    var pointer = 0
    var isSending = false
    var next = 0
    var sent = 0
    var cycle = 1
    var quiet = 0
    // Nothing moves: all is out, or what is inside is stuck for good.
    while quiet < 1500 {
      let isReady = lowOneIn == 0 || cycle % lowOneIn != 0
      // The source.
      var accepted: Beat?
      if next < offers.count, offers[next].from <= cycle || sent > 0, !input.isNearlyFull {
        accepted = Beat(packet: next, isFirst: sent == 0, isLast: sent + 1 == offers[next].beats)
        if sent == 0 { rows[next].firstIn = cycle }
        sent += 1
        quiet = 0
        if sent == offers[next].beats {
          rows[next].lastIn = cycle
          next += 1
          sent = 0
        }
      }
      // The filter.
      let takes = !input.isEmpty && !lanes.contains { $0.packets.isNearlyFull }
      let nextFiltered = takes ? input.out : nil
      // The parser's segments, and the packet queues' turn.
      var toLane: Int?
      var hasSegments = false
      if let beat = behindFilter {
        toLane = queue
        if beat.isLast, !lanes[queue].packets.isNearlyFull { queue = (queue + 1) % 4 }
        switch parserState {
        case 0: parserState = beat.isLast ? 2 : 1
        case 1:
          hasSegments = true
          parserState = beat.isLast ? 0 : 3
        case 2:
          hasSegments = true
          parserState = 0
        default: if beat.isLast { parserState = 0 }
        }
      } else if parserState == 2 {
        hasSegments = true
        parserState = 0
      }
      if hasSegments {
        headers.append((cycle + 10, headerLane))
        headerLane = (headerLane + 1) % 4
      }
      var parsed: Int?
      if let head = headers.first, head.due == cycle {
        parsed = head.lane
        headers.removeFirst()
      }
      for index in units.indices { parsed = units[index].clock(parsed) }
      let due = (0..<4).map { behindStages == $0 }
      behindStages = parsed
      // The arbiter.
      var reads: [Bool] = [false, false, false, false]
      let current = lanes[pointer].output
      if !current.isEmpty, isReady {
        if current.out.isFirst { rows[current.out.packet].firstOut = cycle }
        if current.out.isLast { rows[current.out.packet].lastOut = cycle }
        quiet = 0
      }
      let now = pointer
      if !isSending {
        if current.isEmpty {
          pointer = (pointer + 1) % 4
        } else if isReady {
          isSending = true
          reads[now] = true
        }
      } else if isReady, current.out.isLast {
        isSending = false
        reads[now] = true
        pointer = (pointer + 1) % 4
      } else if isReady, !current.isEmpty {
        reads[now] = true
      }
      for index in 0..<4 {
        advance(
          &lanes[index], packet: toLane == index ? behindFilter : nil, header: due[index], outputRead: reads[index])
      }
      input.clock(write: accepted, read: takes)
      behindFilter = filtered
      filtered = nextFiltered
      cycle += 1
      quiet += 1
      if next < offers.count, offers[next].from >= cycle { quiet = 0 }
    }
    for lane in lanes {
      let queues = [lane.packets, lane.first, lane.second, lane.rest, lane.tags, lane.headers, lane.output]
      if queues.contains(where: \.overflowed) { overflowed = true }
    }
    return rows
  }

  private mutating func advance(_ lane: inout Lane, packet: Beat?, header: Bool, outputRead: Bool) {
    // The splitter.
    var register: (first: Beat?, second: Beat?, rest: Beat?, tag: Bool) = (nil, nil, nil, false)
    var takesPacket = false
    if !lane.packets.isEmpty {
      let beat = lane.packets.out
      switch lane.split {
      case .first:
        if beat.isLast {
          if !lane.first.isNearlyFull, !lane.second.isNearlyFull {
            takesPacket = true
            register = (beat, Beat(), nil, true)
          }
        } else if !lane.first.isNearlyFull {
          takesPacket = true
          register = (beat, nil, nil, true)
          lane.split = .second
        }
      case .second:
        if !lane.second.isNearlyFull {
          takesPacket = true
          register.second = beat
          lane.split = beat.isLast ? .first : .flush
        }
      case .flush:
        if !lane.rest.isNearlyFull {
          takesPacket = true
          register.rest = beat
          if beat.isLast { lane.split = .first }
        }
      }
    }
    // The deparser.
    var takesHead = false
    var takesRest = false
    var sends: Beat?
    let isReady = !lane.output.isNearlyFull
    switch lane.deparser {
    case .idle: if !lane.tags.isEmpty { lane.deparser = .ram }
    case .ram: lane.deparser = .start
    case .start:
      if !lane.first.isEmpty, !lane.second.isEmpty, !lane.headers.isEmpty {
        lane.stored1 = lane.first.out
        lane.deparser = .empty
      }
    case .empty:
      lane.stored2 = lane.second.out
      lane.deparser = .finish0
    case .finish0: lane.deparser = .finish1
    case .finish1: lane.deparser = .finish2
    case .finish2: lane.deparser = .flush0
    case .flush0:
      takesHead = true
      if isReady {
        sends = lane.stored1
        lane.deparser = lane.stored1.isLast ? .idle : .flush1
      }
    case .flush1:
      if isReady {
        sends = lane.stored2
        lane.deparser = lane.stored2.isLast ? .idle : .flush
      }
    case .flush:
      if !lane.rest.isEmpty, isReady {
        sends = lane.rest.out
        takesRest = true
        if lane.rest.out.isLast { lane.deparser = .idle }
      }
    }
    if lane.out2 != nil, !isReady { lostBeats += 1 }
    lane.output.clock(write: isReady ? lane.out2 : nil, read: outputRead)
    lane.out2 = lane.out1
    lane.out1 = sends
    lane.headers.clock(write: header ? Beat() : nil, read: takesHead)
    lane.tags.clock(write: lane.register1.tag ? Beat() : nil, read: takesHead)
    lane.first.clock(write: lane.register2.first, read: takesHead)
    lane.second.clock(write: lane.register2.second, read: takesHead)
    lane.rest.clock(write: lane.register2.rest, read: takesRest)
    lane.packets.clock(write: packet, read: takesPacket)
    lane.register2 = (lane.register1.first, lane.register1.second, lane.register1.rest)
    lane.register1 = register
  }
}
