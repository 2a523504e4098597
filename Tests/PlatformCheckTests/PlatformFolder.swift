import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform

/// A SONiC platform in a temporary folder: a good one, of which a test changes some files.
struct PlatformFolder {
  /// Below the platform's folder; empty text: no such file.
  var files: [String: String] = good

  static let header = "# name lanes alias index speed\n"

  static let good: [String: String] = [
    "default_sku": "Box t1\n",
    "platform_asic": "broadcom\n",
    "plugins/eeprom.py": "# a script\n",
    "platform.json": """
    {"interfaces": {
      "Ethernet0": {
        "index": "1,1,1,1",
        "lanes": "1,2,3,4",
        "breakout_modes": {"1x100G[40G]": ["Eth1"], "4x25G[10G]": ["Eth1/1", "Eth1/2", "Eth1/3", "Eth1/4"]}
      },
      "Ethernet4": {
        "index": "2,2,2,2",
        "lanes": "5,6,7,8",
        "breakout_modes": {"1x100G[40G]": ["Eth2"], "4x25G[10G]": ["Eth2/1", "Eth2/2", "Eth2/3", "Eth2/4"]}
      }
    }}
    """,
    "Box/hwsku.json": """
    {"interfaces": {
      "Ethernet0": {"default_brkout_mode": "1x100G[40G]"},
      "Ethernet4": {"default_brkout_mode": "1x100G[40G]"}
    }}
    """,
    "Box/port_config.ini": header + "Ethernet0 1,2,3,4 Eth1 1 100000\nEthernet4 5,6,7,8 Eth2 2 100000\n",
    "Box/sai.profile": "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/box.config.bcm\n",
    "Box/box.config.bcm": "portmap_1=1:100\nportmap_5=5:100\n"
  ]

  /// What the check says, and where: the folder's own path is cut off.
  func check() throws -> [Diagnostic] {
    try run { root in
      let tree = FileTree(root: root)
      let report = Report()
      SONiCDescription.check(tree, into: report)
      return report.sorted.map { diagnostic in
        var diagnostic = diagnostic
        diagnostic.file = String(diagnostic.file.dropFirst(root.count + "/x86_64-acme_box-r0/".count))
        return diagnostic
      }
    }
  }

  /// Makes the files, runs something on their `device/acme` folder, and removes them.
  func run<R>(_ body: (_ root: String) throws -> R) throws -> R {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "trysail-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in files where !text.isEmpty {
      let url = root.appending(path: "x86_64-acme_box-r0/\(name)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((text == "\0" ? "" : text).utf8).write(to: url)
    }
    return try body(root.path)
  }
}
