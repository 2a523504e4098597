import Foundation
import Testing

@Suite struct BoardImportTests {
  private func makePlatform(_ folder: URL, config: String) throws -> URL {
    let platform = folder.appending(path: "acme/x86_64-acme_box-r0")
    let sku = platform.appending(path: "Box")
    try FileManager.default.createDirectory(at: sku, withIntermediateDirectories: true)
    try "Box t1\n".write(to: platform.appending(path: "default_sku"), atomically: true, encoding: .utf8)
    try "broadcom\n".write(to: platform.appending(path: "platform_asic"), atomically: true, encoding: .utf8)
    let table = "# name lanes alias index speed\nEthernet0 1,2,3,4 Eth1 1 100000\nEthernet4 4,6 Eth2 2 50000\n"
    try table.write(to: sku.appending(path: "port_config.ini"), atomically: true, encoding: .utf8)
    try "".write(to: sku.appending(path: config), atomically: true, encoding: .utf8)
    return platform
  }

  @Test func aBoardIsWrittenOnceAndChecks() throws {
    try Tool.withFolder { (folder: URL) throws in
      let platform = try makePlatform(folder, config: "td3-box.config.bcm")
      let output = folder.appending(path: "out").path
      let result = try Tool.run("board", "import", platform.path, "-o", output)
      #expect(result.status == 0)
      #expect(result.output.contains("port_config.ini:3: port 'Ethernet4' is left out"))
      let file = "\(output)/x86_64-acme_box-r0.yaml"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains("# device/acme/x86_64-acme_box-r0/Box/port_config.ini:3: port 'Ethernet4' is left out"))
      #expect(try Tool.run("board", "check", file).output == "\(file): ok\n")
      let again = try Tool.run("board", "import", platform.path, "-o", output)
      #expect(again.status == 1)
      #expect(again.errors.contains("--force"))
      #expect(try Tool.run("board", "import", platform.path, "-o", output, "--force").status == 0)
    }
  }

  @Test func wrongInputWritesNothing() throws {
    try Tool.withFolder { (folder: URL) throws in
      let output = folder.appending(path: "out").path
      #expect(try Tool.run("board", "import", "\(folder.path)/nothing", "-o", output).errors.contains("no such folder"))
      #expect(try Tool.run("board", "import", folder.path, "-o", output).errors.contains("no description that boards can be made of"))
      let platform = try makePlatform(folder, config: "box.config.bcm")
      let result = try Tool.run("board", "import", platform.path, "-o", output)
      #expect(result.status == 1)
      #expect(result.errors.contains("--chip"))
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }

  /// The project is told by the files; each of the boards of a tree is made, and what cannot be made is told by name.
  @Test func otherProjectsAreRecognised() throws {
    try Tool.withFolder { (folder: URL) throws in
      for (name, platform) in [("x86-64-acme-one-r0", "PLT_GENERIC_TOMAHAWK"), ("x86-64-acme-two-r0", "PLT_GENERIC_NOTHING")] {
        let own = folder.appending(path: "in/\(name)")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        let chassis = """
          chassis { platform: \(platform) name: "One" }
          nodes { id: 1 slot: 1 index: 1 }
          singleton_ports { id: 1 name: "1/0" slot: 1 port: 1 speed_bps: 100000000000 node: 1 }

          """
        try chassis.write(to: own.appending(path: "chassis_config.pb.txt"), atomically: true, encoding: .utf8)
      }
      let output = folder.appending(path: "out").path
      let result = try Tool.run("board", "import", folder.appending(path: "in").path, "-o", output)
      #expect(result.status == 1)
      #expect(result.errors.contains("chassis_config.pb.txt:1: platform 'PLT_GENERIC_NOTHING' tells no chip"))
      let file = "\(output)/x86-64-acme-one-r0.yaml"
      #expect(result.output.contains("\(file): 1 cage, 1 profile"))
      #expect(try String(contentsOfFile: file, encoding: .utf8).contains("source: \"Stratum x86-64-acme-one-r0/chassis_config.pb.txt:3\""))
      #expect(try Tool.run("board", "check", file).output.contains("error") == false)
    }
  }

  /// A device tree, with the roles of its ports from the script beside it; the script alone needs a chip.
  @Test func deviceTreesAndScripts() throws {
    try Tool.withFolder { (folder: URL) throws in
      let (tree, script) = (folder.appending(path: "rtl8380_acme_box.dts"), folder.appending(path: "02_network"))
      try """
      #include "rtl838x.dtsi"
      / { compatible = "acme,box", "realtek,rtl838x-soc"; model = "Box"; };
      &switch0 { ports { SWITCH_PORT(8, 1, internal) SWITCH_PORT(9, 2, internal) }; };
      """.write(to: tree, atomically: true, encoding: .utf8)
      try "case $board in acme,box) ucidef_set_interfaces_lan_wan lan1 lan2 ;; esac\n".write(to: script, atomically: true, encoding: .utf8)
      let output = folder.appending(path: "out").path
      let result = try Tool.run("board", "import", tree.path, "-o", output, "--network", script.path)
      #expect(result.status == 0 && result.output.contains("'rtl838x.dtsi' is not there"), "\(result)")
      let text = try String(contentsOfFile: "\(output)/acme_box.yaml", encoding: .utf8)
      #expect(text.contains("role: lan") && text.contains("role: wan") && text.contains("chip: rtl8380"))
      #expect(try Tool.run("board", "check", "\(output)/acme_box.yaml").output == "\(output)/acme_box.yaml: ok\n")
      #expect(try Tool.run("board", "check", tree.path).status == 0)
      #expect(try Tool.run("board", "import", script.path, "-o", output).errors.contains("--chip"))
      #expect(try Tool.run("board", "import", script.path, "-o", output, "--chip", "mt7530", "--force").status == 0)
    }
  }
}
