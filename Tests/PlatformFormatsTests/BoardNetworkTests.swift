import PlatformFormats
import SwitchPlatform
import Testing

/// OpenWrt's `02_network`: read as a text, whatever a shell would do.
struct BoardNetworkTests {
  static let script = """
    . /lib/functions.sh
    setup() {
    \tlocal board="$1"
    \tcase $board in
    \tacme,one|\\
    \tacme,two-v1)
    \t\tucidef_set_interfaces_lan_wan "lan1 lan2" wan   # why
    \t\t;;
    \tacme,switch)
    \t\tucidef_add_switch "switch0" \\
    \t\t\t"0:lan:4" "1:lan" '2:wan' "6t@eth0" "x:y" $more
    \t\t;;
    \tacme,poe)
    \t\tfor port in lan1; do ucidef_set_interface_lan "$list"; done
    \t\t[ -n "$mac" ] && ucidef_set_label_macaddr $mac
    \t\tcase "$kind" in a) ucidef_set_interface_wan "eth0 eth1";; esac
    \t\t;;
    \t*) ucidef_set_interface_lan 'lan1' ;;
    \tesac
    }
    poe() {
    \tcase "$1" in
    \tacme,one) ucidef_set_poe 65.5 "$(filter_port_list "$lan_list" "lan9 lan10")" ;;
    \tacme,two-v1) ucidef_set_poe 30 "lan1" ;;
    \tacme,new) ucidef_set_poe 20 "$lan_list" ;;
    \tesac
    }
    setup $(board_name)
    """

  @Test func branchesAreBoards() throws {
    let (network, diagnostics) = BoardNetwork.parse(SourceFile(path: "02_network", bytes: Array(Self.script.utf8)))
    #expect(diagnostics.isEmpty)
    let script = try #require(network)
    #expect(script.boards.map(\.name) == ["acme,one", "acme,two-v1", "acme,switch", "acme,poe", "*", "acme,new"])
    let one = try #require(script.board(named: "acme,one"))
    #expect(one.lan.map(\.text) == ["lan1", "lan2"] && one.wan.map(\.text) == ["wan"])
    #expect(one.position == SourcePosition(line: 5, column: 2))
    #expect(one.poeBudget == 65.5 && one.unpowered == ["lan9", "lan10"])
    #expect(script.board(named: "acme,two-v1")?.poePorts == ["lan1"])
    let ports = try #require(script.board(named: "acme,switch")?.switches.first?.ports)
    #expect(ports.map(\.number) == [0, 1, 2, 6] && ports.map(\.role) == ["lan", "lan", "wan", nil])
    #expect(ports.map(\.index) == [4, nil, nil, nil] && ports.last?.device == "eth0")
    #expect(script.board(named: "acme,switch")?.unread.map(\.text) == ["x:y", "$more"])
    // What a variable holds is not known; a case in a branch is the branch's.
    #expect(script.board(named: "acme,poe")?.lan == [] && script.board(named: "acme,poe")?.wan.count == 2)
    #expect(script.board(named: "acme,poe")?.others.map(\.name.text) == ["ucidef_set_label_macaddr"])
    // Its own branches say no ports: those of `*` are its.
    #expect(script.ports(of: "acme,new")?.lan.map(\.text) == ["lan1"] && script.ports(of: "acme,new")?.poeBudget == 20)
    #expect(script.ports(of: "acme,unknown")?.lan.map(\.text) == ["lan1"])
  }

  @Test(arguments: [
    ("case $board in\n", 1, 1), ("esac", 1, 1), ("a \"b", 1, 3), ("a $(b", 1, 3),
    (String(repeating: "case $board in a) ", count: 40), 1, 577)
  ])
  func faultsHavePlaces(text: String, line: Int, column: Int) {
    let diagnostics = BoardNetwork.parse(SourceFile(path: "a", bytes: Array(text.utf8))).diagnostics
    #expect(diagnostics.map(\.position) == [SourcePosition(line: line, column: column)])
  }

  /// Many words in a branch of many boards would be a billion.
  @Test func callsOfManyBoardsAreBounded() {
    let patterns = (0..<20_000).map { "a\($0)" }.joined(separator: "|")
    let words = String(repeating: " x", count: 20_000)
    let text = "case $board in \(patterns)) ucidef_add_switch s\(words);; esac"
    #expect(BoardNetwork.parse(SourceFile(path: "a", bytes: Array(text.utf8))).diagnostics.map(\.rule) == ["SYN06"])
  }
}
