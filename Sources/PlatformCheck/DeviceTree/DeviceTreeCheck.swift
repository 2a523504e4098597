public import PlatformFormats
import SwitchPlatform

/// Device trees in source form, as OpenWrt keeps them for each board: references, and the ports of switches.
///
/// Every `.dts` file of a folder is read with its includes. Where one is not there, what it might bring is not missed.
public enum DeviceTreeCheck: DescriptionCheck {
  public static let name = "device tree"

  public static func recognises(_ tree: FileTree) -> Bool { !names(of: tree).isEmpty }

  /// Trees that one run reads.
  static let maximumTrees = 2000

  private static func names(of tree: FileTree) -> [String] {
    Array(tree.allFiles().filter { $0.hasSuffix(".dts") }.prefix(maximumTrees))
  }

  public static func check(_ tree: FileTree, into report: Report) {
    // What many trees include is told once.
    var said: Set<Diagnostic> = []
    for name in names(of: tree) {
      let own = Report()
      check(name, in: tree, own)
      for diagnostic in own.diagnostics where said.insert(diagnostic).inserted { report.add(diagnostic) }
    }
  }

  public static func check(file name: String, in tree: FileTree, into report: Report) -> Bool {
    guard name.hasSuffix(".dts") || name.hasSuffix(".dtsi") else { return false }
    check(name, in: tree, report)
    return true
  }

  private static func check(_ name: String, in folder: FileTree, _ report: Report) {
    let (tree, diagnostics) = DeviceTree.read(name, in: folder)
    report.add(diagnostics)
    guard let tree else { return }
    let findings = DeviceTreeFindings(tree: tree, report: report)
    DeviceTreeNodeRules.check(findings, isBoard: name.hasSuffix(".dts"))
    for list in DSASwitch.all(in: tree) { DSARules(findings: findings, node: list).check(isBoard: name.hasSuffix(".dts")) }
  }
}

/// Where findings of a tree go.
struct DeviceTreeFindings {
  let tree: DeviceTree
  let report: Report

  /// - Parameter first: The place that it contradicts.
  func add(
    _ severity: Diagnostic.Severity, _ rule: String, _ position: SourcePosition, _ message: String, first: SourcePosition? = nil
  ) {
    func place(_ position: SourcePosition) -> SourcePosition { SourcePosition(line: Int(position.line), column: Int(position.column)) }
    let related = first.map { [Diagnostic.Related(file: tree.file(of: $0), at: place($0), "first here")] } ?? []
    report.add(Diagnostic(severity, rule: rule, file: tree.file(of: position), at: place(position), message, related: related))
  }
}
