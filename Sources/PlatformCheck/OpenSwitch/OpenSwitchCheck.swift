public import PlatformFormats
import SwitchPlatform

/// Rules for the hardware descriptions of OpenSwitch 1.x.
public enum OpenSwitchCheck: DescriptionCheck {
  public static let name = "OpenSwitch 1.x"

  /// Whether a tree has a manifest of it.
  public static func recognises(_ tree: FileTree) -> Bool {
    OpenSwitchSet.manifests(of: tree).contains { OpenSwitchSet(tree, manifest: $0) != nil }
  }

  /// Checks each set that a manifest of the tree lists.
  public static func check(_ tree: FileTree, into report: Report) {
    for manifest in OpenSwitchSet.manifests(of: tree) {
      guard let set = OpenSwitchSet(tree, manifest: manifest) else { continue }
      check(set, into: report)
    }
    // What the ONIE EEPROM says needs no manifest to be read.
    for name in tree.allFiles() where FileTree.lastName(of: name).hasSuffix("fru.yaml") && !isListed(name, in: tree) {
      let (document, diagnostics) = tree.yaml(name)
      report.add(diagnostics)
      if let document { FRUFile.check(document, into: report) }
    }
  }

  private static func isListed(_ name: String, in tree: FileTree) -> Bool {
    let folder = FileTree.folder(of: name)
    return tree.files(in: folder).filter { $0.hasSuffix("manifest.yaml") }.contains { manifest in
      OpenSwitchSet(tree, manifest: FileTree.join(folder, manifest))?.entries.contains {
        $0.fileName.text == FileTree.lastName(of: name)
      } == true
    }
  }

  static func check(_ set: OpenSwitchSet, into report: Report) {
    report.add(set.diagnostics)
    for document in set.documents.values { DuplicateKeys.check(document.root, in: document.file, into: report) }
    for entry in set.entries where !entry.isPresent {
      report.warning(
        "REF12", set.manifest.file, at: entry.fileName.position,
        "the manifest lists '\(entry.fileName.text ?? "")', which is not in the folder")
    }
    OpenSwitchDeviceRules.check(set, into: report)
    OpenSwitchPortRules.check(set, into: report)
    OpenSwitchSensorRules.check(set, into: report)
    points(set, into: report)
  }

  /// REF10, RNG02: every register that any file names.
  private static func points(_ set: OpenSwitchSet, into report: Report) {
    // Where the list of devices cannot be read, nothing can be said of names.
    guard set.documents[.devices] != nil else { return }
    let names = set.devices.compactMap(\.name.text)
    let known = Set(names)
    for kind in OpenSwitchSet.Kind.allCases {
      guard let document = set.documents[kind] else { continue }
      for (key, point) in OpenSwitchPoint.all(in: document.root) {
        let name = point.device.text ?? ""
        if !known.contains(name) {
          report.error(
            "REF10", document.file, at: point.device.position,
            "'\(key)' names the device '\(name)', which devices.yaml does not have\(NearestName.suggestion(for: name, among: names))")
        }
        if let mask = point.node["bitmask"], mask.integer.map({ $0 > 0 && $0 <= 0xffff_ffff }) != true {
          report.error("TYP02", document.file, at: mask.position, "'bitmask' of '\(key)' is '\(mask.text ?? mask.kindName)'; expected bits")
        }
      }
    }
  }
}
