import Foundation
import SAIDriver
import SwitchHAL
import SwitchModel
import Testing

/// Our library behind a shim that says it is older, and whose tables end where that version's did.
enum OlderLibrary {
  /// - Returns: `nil` where there is no C compiler.
  static func build(version: Int) throws -> String? {
    guard let real = OwnLibrary.path else { return nil }
    let root = OwnLibrary.root.path
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("older-\(version)-\(getpid()).so").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "cc", "-shared", "-fPIC", "-I\(root)/Sources/CSAI/include", "-DREAL=\"\(real)\"", "-DVERSION=\(version)", "-o", file,
      "\(root)/Tests/SAIDriverTests/older.c", "\(root)/Sources/CSAI/versions.c", "-ldl"
    ]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? file : nil
  }
}

extension SAIDriverTests {
  private static let ports = (UInt16(1)...3).map { number in
    Port(id: PortID(number), lanes: (0..<4).map { number * 4 - 3 + $0 }, speed: 100_000, isEnabled: true)
  }

  /// Reading one byte behind a table would end this process.
  @Test(.enabled(if: OwnLibrary.path != nil, "libsai.so is not built: swift build --product sai"), arguments: [11000, 11300, 11500])
  func olderTablesAreNotReadOver(_ version: Int) throws {
    let path = try #require(try OlderLibrary.build(version: version))
    let driver = try SAIDriver(library: path, profile: OwnLibrary.profile)
    defer { driver.close() }
    #expect(driver.apiVersion == UInt64(version))
    // In 1.10 that table had other members.
    #expect(driver.device.capabilities.supports(.nextHopGroup) == (version >= 11100))
    var device = driver.device
    try device.ports.insert(Self.ports[0])
    try device.virtualRouters.insert(VirtualRouter(id: VirtualRouterID(0)))
    let prefix = try #require(IPPrefix("10.0.0.0/8"))
    try device.routes.insert(Route(prefix: prefix, destination: .drop))
    #expect(device.routes.allRows() == [Route(prefix: prefix, destination: .drop)])
  }

  @Test func librariesThatAreTooOldAreRefused() throws {
    guard OwnLibrary.path != nil else { return }
    let path = try #require(try OlderLibrary.build(version: 10900))
    #expect(throws: SAIDriverError.tooOld(10900)) { try SAIDriver(library: path) }
  }

  @Test func whatIsNoLibraryIsRefused() {
    #expect(throws: SAIDriverError.self) { try SAIDriver(library: "/nowhere/libsai.so") }
  }

  /// The second of two members is refused: the first goes too, and the VLAN with it.
  @Test(.enabled(if: OwnLibrary.path != nil, "libsai.so is not built: swift build --product sai"))
  func changesThatFailMidwayAreTakenBack() throws {
    let path = try #require(try OlderLibrary.build(version: 11800))
    let driver = try SAIDriver(library: path, profile: OwnLibrary.profile)
    defer { driver.close() }
    let handle = try #require(dlopen(path, RTLD_NOW))
    let left = try #require(dlsym(handle, "older_members_left")).assumingMemoryBound(to: Int32.self)
    defer { left.pointee = -1 }
    var device = driver.device
    for port in Self.ports { try device.ports.insert(port) }
    let id = try #require(VLANID(10))
    let empty = VLAN(id: id)
    let members = Self.ports.map { VLAN.Member(port: $0.id, isTagged: true) }
    func cause(_ body: () throws(SwitchError) -> Void) -> SwitchError.Cause? {
      do throws(SwitchError) { try body() } catch { return error.cause }
      return nil
    }
    for made in 0..<Int32(members.count) {
      left.pointee = made
      let found = cause { () throws(SwitchError) in try device.vlans.insert(empty.with(members: members)) }
      guard case .exhausted = found else {
        Issue.record("an insertion with \(made) members made gives \(String(describing: found))")
        continue
      }
      #expect(device.vlans.row(at: id) == nil)
    }
    // Nothing was left behind: the same VLAN can be made, and an update that fails leaves it as it was.
    left.pointee = -1
    let held = empty.with(members: [members[0]])
    try device.vlans.insert(held)
    left.pointee = 1
    let swap = empty.with(members: [members[1], members[2]])
    guard case .exhausted = cause({ () throws(SwitchError) in try device.vlans.update(swap) }) else {
      Issue.record("an update is not refused")
      return
    }
    #expect(device.vlans.row(at: id) == held)
  }
}
