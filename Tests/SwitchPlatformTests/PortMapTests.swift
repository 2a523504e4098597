import SwitchPlatform
import Testing

@Suite struct PortMapTests {
  static let board = Board(
    id: "t", vendor: "t", product: "t", chip: "t",
    ports: (0..<4).map { index in
      let lanes = (1...4).map { UInt16(index * 4 + $0) }
      return BoardPort(
        number: UInt16(index + 1), name: "Ethernet\(index * 4)", alias: "eth\(index)/1", label: "", lanes: lanes, speed: 100_000)
    })

  private func map(_ text: String) -> (map: [String]?, faults: [String]) {
    let (map, diagnostics) = PortMap.read(text: text, file: "f", board: Self.board)
    return (map?.entries.map { "\($0.port.name) \($0.interface)" }, diagnostics.map(\.description))
  }

  @Test func everyForm() {
    let text = "\u{feff}# ports\r\n\nEthernet0 veth0  # the first\n  Ethernet4:veth1\n2@veth2\n\teth3/1 :\ttap:t3\n"
    #expect(map(text) == (["Ethernet0 veth0", "Ethernet4 veth1", "Ethernet8 veth2", "Ethernet12 tap:t3"], []))
    #expect(map("") == ([], []))
    #expect(map("0 veth0") == (["Ethernet0 veth0"], []))
  }

  @Test func allFaultsInOneRun() {
    let text = """
      Ethernet1 veth0
      Ethernet0
      Ethernet0 veth0
        Ethernet0: veth1
      Ethernet4 veth0
      4@veth9
      x@veth9
      Ethernet8 a name
      Ethernet12 averylonginterfacename
      :veth3
      """
    let (found, faults) = map(text)
    #expect(found == nil)
    #expect(
      faults == [
        "f:1:1: error MAP02 no port is named 'Ethernet1'; did you mean 'Ethernet0'?",
        "f:2:10: error MAP01 expected a port and an interface, as in 'Ethernet0 veth0'",
        "f:4:3: error MAP04 Ethernet0 is in line 3 already; a port has one interface",
        "f:5:11: error MAP05 veth0 is in line 3 already; an interface has one port",
        "f:6:1: error MAP02 expected a port by its number, 0 to 3, found '4'",
        "f:7:1: error MAP02 expected a port by its number, 0 to 3, found 'x'",
        "f:8:11: error MAP03 expected one interface's name: no space, '/' or ':', found 'a name'",
        "f:9:12: error MAP03 expected an interface's name of 1 to 15 bytes, found 'averylonginterfacename'",
        "f:10:1: error MAP01 expected a port and an interface, as in 'Ethernet0 veth0'"
      ])
  }

  @Test func lanes() throws {
    let (portMap, _) = PortMap.read(text: "Ethernet4 veth1", file: "f", board: Self.board)
    let text = "Ethernet0 65,66,67,68\nveth1:69, 70 ,71,72 # by interface\neth9:9,10,11,12\n"
    let (map, diagnostics) = LaneMap.read(text: text, file: "f", board: Self.board, portMap: portMap ?? PortMap())
    #expect(diagnostics == [])
    #expect(map?.entries.map(\.port.name) == ["Ethernet0", "Ethernet4", "Ethernet8"])
    #expect(map?.entries.map(\.lanes) == [[65, 66, 67, 68], [69, 70, 71, 72], [9, 10, 11, 12]])
    #expect(map?.entries.map(\.interface) == [nil, "veth1", "eth9"])
    #expect(map?.lanes(of: Self.board.ports[3]) == [13, 14, 15, 16])
    #expect(map?.lanes(of: Self.board.ports[0]) == [65, 66, 67, 68])
  }

  @Test func laneFaults() {
    let text = """
      Ethernet0 65,66,,68
      Ethernet4 1,2,3
      Ethernet8 5,6,7,7
      Ethernet8 9,10,11,12
      veth1 20,21,22,23
      Ethernet12 -1,2,3,4
      Ethernet12
      """
    let (map, diagnostics) = LaneMap.read(text: text, file: "f", board: Self.board)
    #expect(map == nil)
    #expect(
      diagnostics.map(\.description) == [
        "f:1:17: error LNM02 expected lane numbers with commas between them, found ''",
        "f:2:11: error LNM05 expected 4 lanes for Ethernet4, found 3",
        "f:3:11: error LNM06 lane 7 is in line 3 already",
        "f:4:1: error LNM04 Ethernet8 is in line 3 already",
        "f:5:1: error LNM03 no port is named 'veth1', and none has these lanes; the ports are Ethernet0, Ethernet4, Ethernet8, Ethernet12",
        "f:6:12: error LNM02 expected lane numbers with commas between them, found '-1'",
        "f:7:11: error LNM01 expected a port and its lanes, as in 'Ethernet0 65,66,67,68'"
      ])
  }
}
