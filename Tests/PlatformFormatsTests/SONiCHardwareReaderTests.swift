import PlatformFormats
import SwitchPlatform
import Testing

@Suite struct SONiCHardwareReaderTests {
  private func source(_ text: String) -> SourceFile { SourceFile(path: "f", bytes: Array(text.utf8)) }

  @Test func numbersAreDecimalOrHexadecimal() {
    #expect(SONiCNumber.parse("80") == 80)
    #expect(SONiCNumber.parse("0x50") == 80)
    #expect(SONiCNumber.parse(" 0X50 ") == 80)
    for text in ["", "-1", "+1", "0x", "0x-1", "0x+1", "5f", "0x11112222333344445", "99999999999999999999"] {
      #expect(SONiCNumber.parse(text) == nil, "\(text)")
    }
  }

  @Test func portsOfAPropertyMap() {
    let configuration = SDKConfiguration(
      source("# portmap_0=0:1\nportmap_1.0=5:100:4 # front\n  portmap_2=6:25:50:i\nportmap_130=128:10:m\nportmap_x=1:2\nportmap_3=4\n"))
    #expect(!configuration.isYAML)
    #expect(configuration.ports.map(\.logical) == [1, 2, 130])
    #expect(configuration.ports.map(\.physical) == [5, 6, 128])
    #expect(configuration.ports.map(\.speed) == [100_000, 25_000, 10_000])
    #expect(configuration.ports.map(\.lanes) == [4, nil, nil])
    #expect(configuration.ports.map(\.unit) == ["0", "", ""])
    #expect(configuration.ports.map(\.isInactive) == [false, true, false])
    #expect(configuration.ports.map(\.isManagement) == [false, false, true])
    #expect(configuration.ports[1].position == SourcePosition(line: 3, column: 3))
    #expect(configuration.properties.first?.value == "5:100:4")
  }

  /// Keys that are mappings, in both styles; ranges; a later entry adds to an earlier one.
  @Test func portsOfAYAMLMap() throws {
    let text = """
      ---
      bcm_device:
        0: {global: {a: 1}}
      ---
      device:
        0:
          PC_PORT_PHYS_MAP:
            ?
              PORT_ID: 1
            :
              PC_PHYS_PORT_ID: 9
            ? {PORT_ID: 2}
            : {PC_PHYS_PORT_ID: 0x11}
          PC_PORT:
            ? {PORT_ID: [[1, 2]]}
            : {SPEED: 100000, NUM_LANES: 4}
            ? {PORT_ID: [2, 40]}
            : {SPEED: 400000}
      """
    let stream = YAMLDocument.stream(bytes: Array(text.utf8), file: "f")
    #expect(stream.diagnostics == [])
    let configuration = SDKConfiguration(stream, file: "f")
    #expect(configuration.ports.map(\.physical) == [9, 17])
    #expect(configuration.ports.map(\.speed) == [100_000, 400_000])
    #expect(configuration.ports.map(\.lanes) == [4, 4])
    #expect(configuration.ports[0].position == SourcePosition(line: 11, column: 26))
  }

  @Test func repeatedAnchorsAreThoseOfOneDocument() {
    let text = "a: &x 1\nb: &x [2]\nc: *x\n---\nd: &x 3\n"
    let stream = YAMLDocument.stream(bytes: Array(text.utf8), file: "f")
    #expect(stream.repeatedAnchors.map(\.name) == ["x"])
    #expect(stream.repeatedAnchors.first?.position == SourcePosition(line: 2, column: 4))
    #expect(stream.repeatedAnchors.first?.first == SourcePosition(line: 1, column: 4))
    #expect(stream.documents.first?["c"]?.elements?.count == 1)
  }

  @Test func sensorsHaveBusesAndChips() {
    let sensors = SensorsConfiguration(
      source(
        "# bus \"i2c-9\"\nbus \"i2c-1\" \"i2c-0-mux (chan_id 0)\"\n    chip \"lm75-i2c-*-4a\" tmp75-i2c-1-7f # two\n  label temp1 \"chip\"\n"
      ))
    #expect(sensors.buses.map(\.name.text) == ["i2c-1"])
    #expect(sensors.buses.first?.adapter?.text == "i2c-0-mux (chan_id 0)")
    #expect(sensors.chips.map(\.text) == ["lm75-i2c-*-4a", "tmp75-i2c-1-7f"])
    #expect(sensors.chips.first?.position == SourcePosition(line: 3, column: 11))
    #expect(SensorsConfiguration.address(of: "lm75-i2c-*-4a") == 0x4a)
    for chip in ["coretemp-isa-0000", "k10temp-pci-00c3", "lm75-i2c-1-*", "lm75", ""] {
      #expect(SensorsConfiguration.address(of: chip) == nil)
    }
  }

  @Test func mediaKeysAreRanges() {
    #expect(MediaSettings.ports("7") == [7])
    #expect(MediaSettings.ports("1-3,40") == [1, 2, 3, 40])
    for text in ["", "a", "3-1", "1-2-3", "1,", "-1", "0-70000"] { #expect(MediaSettings.ports(text) == nil, "\(text)") }
  }

  @Test func devicesOfATree() throws {
    let text = """
      {"PLATFORM": {"num_ports": 1}, "COMPONENT1": {"comp_attr": {}},
       "M": {"dev_info": {"device_type": "MUX", "device_parent": null}, "i2c": {"topo_info": {"dev_addr": "0X70", "dev_type": "pca9546"},
         "dev_attr": {"virt_bus": "0x10"}, "channel": [{"chn": "5", "dev": "A"}, {"chn": "x", "dev": "B"}]}}}
      """
    let root = try #require(JSONDocument.parse(text, file: "f").node)
    let tree = PDDFFile(file: "f", root: root)
    #expect(tree.devices.map(\.name) == ["M"])
    let mux = try #require(tree["M"])
    #expect(mux.parent == nil)
    #expect(mux.address?.value == 0x70)
    #expect(mux.channels.map(\.number.value) == [5])
    // A listed channel counts although the chip has only four.
    #expect(mux.buses == 0x10...0x15)
  }
}
