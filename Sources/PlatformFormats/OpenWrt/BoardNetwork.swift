public import SwitchPlatform

/// A `board.d/02_network` of OpenWrt: which interfaces and switch ports each board has. It is read, never executed.
///
/// Taken are the calls of `ucidef_…` in `case` branches on the board's name; what a variable would hold is not known.
///
/// - Source: OpenWrt package/base-files/files/lib/functions/uci-defaults.sh.
public struct BoardNetwork: Sendable {
  public struct Word: Hashable, Sendable {
    public var text: String
    /// Whether the shell would put something else in its place: the text is what stands there.
    public var isExpanded: Bool
    public var position: SourcePosition
  }

  /// A call of a function with its arguments.
  public struct Call: Hashable, Sendable {
    public var name: Word
    public var arguments: [Word]
  }

  /// A port of a switch that has no interfaces of its own: `0:lan:4`, `6t@eth0`.
  public struct SwitchPort: Hashable, Sendable {
    public var number: Int
    /// `lan`, `wan`; `nil`: it leads to the CPU.
    public var role: String?
    /// What is printed beside it.
    public var index: Int?
    /// The CPU's interface.
    public var device: String?
    public var position: SourcePosition
  }

  public struct Board: Hashable, Sendable {
    /// `zyxel,gs1900-8`: the first `compatible` of its device tree. `*`: all that no other branch names.
    public var name: String
    public var position: SourcePosition
    public var lan: [Word] = []
    public var wan: [Word] = []
    public var switches: [(name: String, ports: [SwitchPort])] = []
    /// - Unit: W.
    public var poeBudget: Double?
    public var poePorts: [String] = []
    /// Ports that get no power, where all others do.
    public var unpowered: [String]?
    /// Words of `ucidef_add_switch` that are no port.
    public var unread: [Word] = []
    /// Calls that say nothing of ports.
    public var others: [Call] = []

    public var hasPorts: Bool { !lan.isEmpty || !wan.isEmpty || !switches.isEmpty }

    public static func == (left: Board, right: Board) -> Bool { left.name == right.name && left.position == right.position }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  public var file: String
  /// In the order of their first branch.
  public private(set) var boards: [Board] = []
  private var places: [String: Int] = [:]

  /// Branches in branches beyond which a script is refused.
  public static let maximumDepth = 32
  /// Bytes of all boards' calls beyond which a script is refused.
  static let maximumBytes = 8 << 20

  public func board(named name: String) -> Board? { places[name].map { boards[$0] } }

  /// The board, with the ports of `*` where its own branches say none.
  public func ports(of name: String) -> Board? {
    if let own = board(named: name), own.hasPorts || board(named: "*") == nil { return own }
    guard var rest = board(named: "*") else { return nil }
    if let own = board(named: name) { (rest.poeBudget, rest.poePorts, rest.unpowered) = (own.poeBudget, own.poePorts, own.unpowered) }
    rest.name = name
    return rest
  }

  /// - Returns: The boards, or `nil` with an error that says where reading ended.
  public static func parse(_ source: SourceFile) -> (network: BoardNetwork?, diagnostics: [Diagnostic]) {
    do throws(TextFault) {
      return (try BoardNetwork(ShellWords(source).tokens, file: source.path), [])
    } catch {
      return (nil, [error.diagnostic(file: source.path)])
    }
  }

  private struct Case {
    var isOnBoard: Bool
    var patterns: [ShellWords.Token] = []
    var isInPatterns = true
    var position: SourcePosition
  }

  private init(_ tokens: [ShellWords.Token], file: String) throws(TextFault) {
    self.file = file
    var stack: [Case] = []
    var index = 0
    var isStart = true
    var taken = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      if let last = stack.last, last.isInPatterns {
        if token.kind == .word, token.text == "esac" {
          stack.removeLast()
          isStart = false
        } else if token.kind == .word {
          stack[stack.count - 1].patterns.append(token)
        } else if token.text == ")" {
          stack[stack.count - 1].isInPatterns = false
          isStart = true
        }
        continue
      }
      guard token.kind == .word else {
        if token.text == ";;", !stack.isEmpty {
          stack[stack.count - 1].patterns = []
          stack[stack.count - 1].isInPatterns = true
        }
        isStart = true
        continue
      }
      guard isStart else { continue }
      switch token.text {
      case "then", "else", "do", "{", "if", "while", "until", "!", "elif": continue
      case "esac": if stack.popLast() == nil { throw TextFault(position: token.position, message: "esac without case") }
      case "case":
        guard stack.count < BoardNetwork.maximumDepth else {
          throw TextFault(rule: "SYN06", position: token.position, message: "more than \(BoardNetwork.maximumDepth) cases in each other")
        }
        let subject = index < tokens.count ? tokens[index].text : ""
        while index < tokens.count, !(tokens[index].kind == .word && tokens[index].text == "in") { index += 1 }
        index += 1
        stack.append(Case(isOnBoard: subject.contains("board") || subject == "$1", position: token.position))
        continue
      case let name where name.hasPrefix("ucidef_"):
        var call = Call(name: BoardNetwork.word(token), arguments: [])
        while index < tokens.count, tokens[index].kind == .word {
          call.arguments.append(BoardNetwork.word(tokens[index]))
          index += 1
        }
        let patterns = (stack.last(where: \.isOnBoard)?.patterns ?? []).filter { !$0.isExpanded }
        // A call with many words in a branch of many boards is each of theirs.
        taken += patterns.count * (1 + call.arguments.reduce(0) { $0 + $1.text.utf8.count })
        guard taken <= BoardNetwork.maximumBytes else {
          throw TextFault(rule: "SYN06", position: token.position, message: "the calls of all boards have more than 8 MB together")
        }
        for pattern in patterns { take(call, for: pattern) }
      default: break
      }
      isStart = false
    }
    if let open = stack.last { throw TextFault(position: open.position, message: "a case that does not end; expected esac") }
  }

  private static func word(_ token: ShellWords.Token) -> Word {
    Word(text: token.text, isExpanded: token.isExpanded, position: token.position)
  }

  private static func list(_ word: Word?) -> [Word] {
    guard let word, !word.isExpanded else { return [] }
    return word.text.split(whereSeparator: \.isWhitespace).map { Word(text: String($0), isExpanded: false, position: word.position) }
  }

  private mutating func take(_ call: Call, for pattern: ShellWords.Token) {
    let place: Int
    if let known = places[pattern.text] {
      place = known
    } else {
      place = boards.count
      places[pattern.text] = place
      boards.append(Board(name: pattern.text, position: pattern.position))
    }
    let arguments = call.arguments
    switch call.name.text {
    case "ucidef_set_interface_lan": boards[place].lan = BoardNetwork.list(arguments.first)
    case "ucidef_set_interface_wan": boards[place].wan = BoardNetwork.list(arguments.first)
    case "ucidef_set_interfaces_lan_wan":
      boards[place].lan = BoardNetwork.list(arguments.first)
      boards[place].wan = BoardNetwork.list(arguments.dropFirst().first)
    case "ucidef_add_switch":
      var unread: [Word] = []
      let ports = arguments.dropFirst().compactMap { word -> SwitchPort? in
        let port = BoardNetwork.port(word)
        if port == nil { unread.append(word) }
        return port
      }
      boards[place].switches.append((arguments.first?.text ?? "", ports))
      boards[place].unread += unread
    case "ucidef_set_poe":
      boards[place].poeBudget = arguments.first.flatMap { Double($0.text) }.flatMap {
        $0.isFinite && (0...1_000_000).contains($0) ? $0 : nil
      }
      power(arguments.dropFirst().first, of: place)
    default: boards[place].others.append(call)
    }
  }

  /// `"lan1 lan2"`, `"$lan_list"`, `"$(filter_port_list "$lan_list" "lan9 lan10")"`.
  private mutating func power(_ word: Word?, of place: Int) {
    guard let word else { return }
    if !word.isExpanded {
      boards[place].poePorts = BoardNetwork.list(word).map(\.text)
    } else if word.text.hasPrefix("$(filter_port_list") {
      let parts = word.text.split(separator: "\"", omittingEmptySubsequences: false)
      boards[place].unpowered = parts.count >= 4 ? parts[parts.count - 2].split(whereSeparator: \.isWhitespace).map(String.init) : []
    } else {
      boards[place].unpowered = []
    }
  }

  /// `<number>[t|u]@<device>`, `<number>:<role>[:<index>]`
  static func port(_ word: Word) -> SwitchPort? {
    let digits = word.text.prefix { $0.isASCII && $0.isNumber }
    guard !word.isExpanded, let number = Int(digits), number < 4096 else { return nil }
    var rest = word.text.dropFirst(digits.count)
    if rest.first == "t" || rest.first == "u" { rest = rest.dropFirst() }
    if rest.first == "@" {
      let device = String(rest.dropFirst())
      return device.isEmpty ? nil : SwitchPort(number: number, device: device, position: word.position)
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard rest.first == ":", (2...3).contains(parts.count), !parts[1].isEmpty else { return nil }
    var index: Int?
    if parts.count == 3 {
      guard let value = Int(parts[2]), (0..<4096).contains(value) else { return nil }
      index = value
    }
    return SwitchPort(number: number, role: String(parts[1]), index: index, position: word.position)
  }
}
