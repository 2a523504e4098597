import CSAI
import Foundation
import SwitchModel
import SwitchPlatform

/// The keys of `sai.profile` that the library knows. All have defaults; a key that is not in the profile is looked up in the
/// environment.
///
/// | key | meaning | default |
/// |---|---|---|
/// | `TRYSAIL_PLATFORMS` | folder of board and chip files | `Platforms` beside or above the library, `/usr/share/trysail/Platforms` |
/// | `TRYSAIL_BOARD` | board, by name or path | `as7726-32x` |
/// | `TRYSAIL_CHIP` | chip, by name or path, in place of the board's | the board's |
/// | `TRYSAIL_LANE_MAP` | file: port, lanes that the NOS knows it by | the board's lanes |
/// | `TRYSAIL_PORT_MAP` | file: port, interface it is attached to | nothing is attached |
/// | `TRYSAIL_DEFAULT_BRIDGE` | `ports`: every port has a bridge port and is in VLAN 1; `none` | `ports` |
/// | `TRYSAIL_PORTS_UP` | `init`: ports are enabled at boot; `admin`: by ADMIN_STATE | `admin` |
/// | `TRYSAIL_HOST_INTERFACES` | `tap`: NETDEV host interfaces are TAP devices; `none`: objects without a device | `tap` |
/// | `TRYSAIL_ASIC` | socket of `trysail asic` | the chip is in this process |
/// | `TRYSAIL_TRACE` | file to which every call is written | none |
/// | `SAI_BOOT_TYPE` | 0 cold, 1 warm, 2 fast | 0 |
/// | `SAI_WARM_BOOT_READ_FILE`, `SAI_WARM_BOOT_WRITE_FILE` | the journal of objects | with `TRYSAIL_ASIC` the socket's path and `.journal`, else none |
struct Profile {
  enum BootType: Int { case cold = 0, warm, fast }

  let platform: Platform
  let laneMap: LaneMap?
  let portMap: PortMap?
  let hasDefaultBridgePorts: Bool
  let arePortsUp: Bool
  let hasTAPs: Bool
  let socket: String?
  let bootType: BootType
  let readFile: String?
  let writeFile: String?

  /// - Throws: what is wrong is told on the standard error; the status is `INVALID_PARAMETER` or `FAILURE`.
  init(_ services: Services) throws(SAIStatus) {
    guard let catalog = Profile.catalog(services("TRYSAIL_PLATFORMS")) else {
      throw Profile.fault("no Platforms folder was found; set TRYSAIL_PLATFORMS in sai.profile or the environment")
    }
    var platform: Platform
    do throws(CatalogError) {
      platform = try catalog.platform(named: services("TRYSAIL_BOARD") ?? "as7726-32x")
      if let chip = services("TRYSAIL_CHIP") { platform.asic = try catalog.chip(named: chip) }
    } catch { throw Profile.fault("\(error)") }
    self.platform = platform
    let board = platform.board
    var portMap: PortMap?
    if let file = services("TRYSAIL_PORT_MAP") {
      let (map, diagnostics) = PortMap.read(text: try Profile.text(file), file: file, board: board)
      guard let map else { throw Profile.fault(diagnostics.map(\.description).joined(separator: "\n")) }
      portMap = map
    }
    self.portMap = portMap
    var laneMap: LaneMap?
    if let file = services("TRYSAIL_LANE_MAP") {
      let (map, diagnostics) = LaneMap.read(text: try Profile.text(file), file: file, board: board, portMap: portMap ?? PortMap())
      guard let map else { throw Profile.fault(diagnostics.map(\.description).joined(separator: "\n")) }
      laneMap = map
    }
    self.laneMap = laneMap
    hasDefaultBridgePorts = try Profile.choice(services, "TRYSAIL_DEFAULT_BRIDGE", ["ports", "none"]) == "ports"
    arePortsUp = try Profile.choice(services, "TRYSAIL_PORTS_UP", ["admin", "init"]) == "init"
    hasTAPs = try Profile.choice(services, "TRYSAIL_HOST_INTERFACES", ["tap", "none"]) == "tap"
    socket = services("TRYSAIL_ASIC")
    let type = services("SAI_BOOT_TYPE") ?? "0"
    let names = ["cold": 0, "warm": 1, "fast": 2]
    guard let boot = BootType(rawValue: names[type] ?? Int(type) ?? -1) else {
      throw Profile.fault("SAI_BOOT_TYPE is '\(type)'; expected 0 (cold), 1 (warm) or 2 (fast)")
    }
    bootType = boot
    readFile = services("SAI_WARM_BOOT_READ_FILE") ?? socket.map { $0 + ".journal" }
    // A chip that outlives its caller has a journal that does too.
    writeFile = services("SAI_WARM_BOOT_WRITE_FILE") ?? socket.map { $0 + ".journal" }
  }

  private static func choice(_ services: Services, _ key: String, _ choices: [String]) throws(SAIStatus) -> String {
    let value = services(key) ?? choices[0]
    guard choices.contains(value) else { throw fault("\(key) is '\(value)'; expected \(choices.joined(separator: " or "))") }
    return value
  }

  private static func text(_ file: String) throws(SAIStatus) -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { throw fault("\(file): cannot be read") }
    return text
  }

  static func fault(_ message: String) -> SAIStatus {
    tell(message)
    return .invalidParameter
  }

  static func failure(_ message: String) -> SAIStatus {
    tell(message)
    return .failure
  }

  static func note(_ message: String) { tell(message) }

  private static func tell(_ message: String) { FileHandle.standardError.write(Data("libsai (trysail): \(message)\n".utf8)) }

  /// The Platforms folder: as the profile says, beside or above the library, or where packages put it.
  private static func catalog(_ named: String?) -> Catalog? {
    if let named { return isCatalog(named) ? Catalog(folder: named) : nil }
    if let name = csai_library_path() {
      var folder = URL(fileURLWithPath: String(cString: name)).resolvingSymlinksInPath().deletingLastPathComponent()
      for _ in 0..<64 {
        let candidate = folder.appendingPathComponent("Platforms").path
        if isCatalog(candidate) { return Catalog(folder: candidate) }
        if folder.path == "/" { break }
        folder.deleteLastPathComponent()
      }
    }
    for folder in ["/usr/share/trysail/Platforms", "/usr/local/share/trysail/Platforms"] where isCatalog(folder) {
      return Catalog(folder: folder)
    }
    return Catalog.find()
  }

  private static func isCatalog(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path + "/asics") }

  // MARK: Lanes

  /// The lanes by which the NOS knows a port.
  func lanes(of port: BoardPort) -> [Int64] {
    (laneMap?.lanes(of: port) ?? port.lanes.map { UInt32($0) }).map { Int64($0) }
  }

  /// The chip's lanes of those that the NOS names: `nil` where there are no such lanes.
  func chipLanes(_ named: [Int64]) -> [UInt16]? {
    var lanes: [UInt16] = []
    for lane in named {
      if let laneMap {
        guard let entry = laneMap.entries.first(where: { $0.lanes.contains { Int64($0) == lane } }),
          let index = entry.lanes.firstIndex(where: { Int64($0) == lane }), index < entry.port.lanes.count
        else { return nil }
        lanes.append(entry.port.lanes[index])
      } else {
        guard let lane = UInt16(exactly: lane), lane > 0, Int(lane) <= platform.asic.ports.lanes else { return nil }
        lanes.append(lane)
      }
    }
    return Set(lanes).count == lanes.count ? lanes : nil
  }
}
