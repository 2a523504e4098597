import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformImport

/// OpenWrt's device trees and `02_network` as boards of ours, which check clean.
struct DeviceTreeImportTests {
  static let tree = """
    /dts-v1/;
    #include "rtl838x.dtsi"
    / {
      compatible = "acme,box-10", "realtek,rtl838x-soc";
      model = "Acme Box 10";
      chosen { stdout-path = "serial0:115200n8"; };
      cpus { cpu@0 { compatible = "mips,mips4KEc"; }; };
      keys { reset { gpios = <&gpio1 3 GPIO_ACTIVE_LOW>; }; };
      leds { compatible = "gpio-leds"; led_sys: sys { label = "green:sys"; gpios = <&gpio0 0 GPIO_ACTIVE_HIGH>; }; };
      gpio0: gpio-controller@3500 { compatible = "realtek,rtl8380-gpio"; };
      i2c0: i2c-gpio-0 { compatible = "i2c-gpio"; gpio1: expander@20 { compatible = "nxp,pca9555"; reg = <0x20>; }; };
      sfp0: sfp-p9 {
        compatible = "sff,sfp"; i2c-bus = <&i2c0>;
        mod-def0-gpio = <&gpio1 26 GPIO_ACTIVE_LOW>; tx-disable-gpio = <&gpio1 23 GPIO_ACTIVE_HIGH>;
      };
    };
    &mdio_bus0 { INTERNAL_PHY(8) INTERNAL_PHY(9) EXTERNAL_SFP_PHY_FULL(24, 0) };
    &switch0 {
      ports {
        SWITCH_PORT(8, 1, internal)
        SWITCH_PORT(9, 2, internal)
        port24: port@24 { reg = <24>; label = "lan9"; phy-mode = "1000base-x"; phy-handle = <&phy24>; sfp = <&sfp0>; };
        port@28 { ethernet = <&ethernet0>; reg = <28>; phy-mode = "internal"; fixed-link { speed = <1000>; full-duplex; }; };
        port@29 { reg = <29>; label = "lan10"; };
      };
    };
    """

  static func make(_ text: String, file: String = "rtl8380_acme_box.dts", chip: String? = nil, network: BoardNetwork? = nil) throws
    -> DeviceTreeImporter
  {
    let tree = try #require(DeviceTree.parse(SourceFile(path: file, bytes: Array(text.utf8))).tree)
    return try DeviceTreeImporter(tree, chip: chip, network: network, chips: SONiCRoundTripTests.catalog.knownChips)
  }

  /// What the check says of the file that is made; it reads back as the same board.
  static func check(_ text: String, _ board: BoardDescription) -> [String] {
    let read = BoardLoader.describe(text: text, file: "b.yaml", chips: SONiCRoundTripTests.catalog.knownChips)
    #expect(read.description == board)
    return read.diagnostics.filter { $0.severity == .error }.map(\.description)
  }

  @Test func aSwitchWithAModule() throws {
    let made = try Self.make(Self.tree)
    let board = made.board
    #expect(Self.check(made.text, board) == [])
    #expect(board.platform.id == "acme_box-10" && board.platform.vendor == "acme" && board.platform.product == "Acme Box 10")
    #expect(board.platform.arch == "mips" && board.platform.console?.tty == "ttyS0" && board.platform.console?.baud == 115200)
    #expect(board.asics.map(\.chip) == ["rtl8380"] && board.asics[0].attachment == .soc)
    #expect(board.asics[0].cpu.map(\.port) == [28] && board.asics[0].cpu.first?.speed == 1000)
    #expect(board.cages.map(\.number) == [1, 2, 9] && board.cages.map(\.lanes.lanes) == [[9], [10], [25]])
    #expect(board.cages.map(\.kind) == [.rj45, .rj45, .sfp])
    #expect(board.cages[0].phy == DeviceReference("phy8", channel: nil) && board.cages[2].phy == nil)
    #expect(board.cages[2].signals.map(\.name) == ["present", "txdisable"])
    #expect(board.cages[2].signals.first?.point == Point(DeviceReference("gpio1", channel: nil), bit: 26, invert: true))
    #expect(board.cages[2].eeprom?.dev.device == "sfp0" && board.device(named: "sfp0")?.on == DeviceReference("i2c0", channel: nil))
    #expect(board.device(named: "gpio1")?.address == 0x20 && board.leds.map(\.name) == ["green:sys"])
    #expect(board.ports(of: board.profiles[0]).map(\.name) == ["lan1", "lan2", "lan9"])
    // A port that the chip does not have, the include and the keys are told, with their lines.
    for (line, text) in [(2, "rtl838x.dtsi"), (8, "'keys'"), (24, "'lan10' is left out: the chip has ports 0…27")] {
      #expect(made.remarks.contains { $0.hasPrefix("rtl8380_acme_box.dts:\(line): ") && $0.contains(text) }, "\(made.remarks)")
    }
  }

  @Test func rolesAndPowerFromTheScript() throws {
    let script = """
      case $board in
      acme,box-10) ucidef_set_interfaces_lan_wan "lan1 lan9" "lan2"
      ucidef_set_poe 62 "$(filter_port_list "$lan_list" "lan9")" ;;
      esac
      """
    let network = try #require(BoardNetwork.parse(SourceFile(path: "02_network", bytes: Array(script.utf8))).network)
    let made = try Self.make(Self.tree, network: network)
    #expect(Self.check(made.text, made.board) == [])
    #expect(made.board.profiles[0].choices.map(\.role) == [.lan, .wan, .lan])
    #expect(made.board.poe?.budget == 62)
    #expect(made.remarks.contains { $0.contains("PoE is on cages 1, 2;") })
  }

  static func router(_ compatible: String, _ mode: String = "") -> String {
    """
    / { compatible = "acme,router"; mdio { switch@1f { compatible = "\(compatible)"; reg = <31>; ports {
      port@0 { reg = <0>; label = "wan"; \(mode) }; port@1 { reg = <1>; label = "lan1"; \(mode) }; port@6 { reg = <6>; ethernet = <&gmac0>; };
    }; }; }; };
    """
  }

  @Test func chipsByCompatible() throws {
    for (compatible, chip) in [
      ("mediatek,mt7530", "mt7530"), ("mediatek,mt7621", "mt7530"), ("mediatek,mt7531", "mt7531"), ("qca,qca8337", "qca8337")
    ] {
      let made = try Self.make(Self.router(compatible), file: "router.dts")
      #expect(made.board.asics.map(\.chip) == [chip] && made.board.asics[0].attachment == .mdio)
      #expect(made.board.cages.map(\.label) == ["wan", "lan1"] && made.board.profiles[0].choices.map(\.names) == [["wan"], ["lan1"]])
      #expect(Self.check(made.text, made.board) == [])
    }
    // One word of Marvell's stands for a family, and an unknown one has a nearest.
    for (compatible, text) in [("marvell,mv88e6085", "88e6352"), ("mediatek,mt7532x", "'mediatek,mt7530'"), ("zz", "--chip")] {
      let fault = #expect(throws: ImportFault.self) { try Self.make(Self.router(compatible), file: "router.dts") }
      #expect(fault?.message.contains(text) == true, "\(fault?.message ?? "")")
    }
    #expect(try Self.make(Self.router("marvell,mv88e6085"), file: "r.dts", chip: "88e6352").board.asics.map(\.chip) == ["88e6352"])
    #expect(throws: ImportFault.self) { try Self.make("/ { a; };") }
  }

  @Test func speedsByMode() throws {
    for (mode, speed) in [
      ("2500base-x", 2500), ("10gbase-r", 10000), ("rgmii-id", 1000), ("rmii", 100), ("usxgmii", 10000)
    ] {
      let made = try Self.make(
        Self.router("realtek,rtl930x-switch", "phy-mode = \"\(mode)\"; managed = \"in-band-status\";"), file: "r.dts")
      #expect(made.board.cages.map { Int($0.breakouts[0].parts[0].speed) } == [speed, speed], "\(mode)")
      #expect(Self.check(made.text, made.board) == [])
    }
    // Eight gigabit ports on one serdes of 10 Gb/s.
    #expect(DeviceTreeSpeed.speed("usxgmii", sharers: 8) == 1000 && DeviceTreeSpeed.speed("usxgmii", sharers: 4) == 2500)
    #expect(DeviceTreeSpeed.speed("new", sharers: 1) == nil)
  }

  @Test func boardsOfAScriptAlone() throws {
    let script = """
      case $board in
      acme,s) ucidef_add_switch "switch0" "0:lan:2" "1:lan:1" "4:wan" "6@eth0" ;;
      acme,d) ucidef_set_interfaces_lan_wan "lan1 lan2" "wan" ;;
      esac
      """
    let network = try #require(BoardNetwork.parse(SourceFile(path: "02_network", bytes: Array(script.utf8))).network)
    let chips = SONiCRoundTripTests.catalog.knownChips
    let boards = try network.boards.map { try BoardNetworkImporter($0, of: network, chip: "mt7530", chips: chips) }
    #expect(boards.map { Self.check($0.text, $0.board) } == [[], []])
    #expect(boards[0].board.cages.map(\.lanes.lanes) == [[1], [2], [5]] && boards[0].board.asics[0].cpu.map(\.interface) == ["eth0"])
    #expect(boards[0].board.profiles[0].choices.map(\.names) == [["lan2"], ["lan1"], ["wan"]])
    #expect(boards[0].remarks == [] && boards[1].remarks.contains { $0.contains("lanes are assumed") })
    #expect(boards[1].board.profiles[0].choices.map(\.role) == [.lan, .lan, .wan])
  }
}
