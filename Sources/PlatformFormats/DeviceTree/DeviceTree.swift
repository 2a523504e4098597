public import SwitchPlatform

/// A device tree in source form: what is left when its includes, macros and overlays are applied.
///
/// Nodes are numbered, so that they know their parents. A reference leads to a node by its label; where an include is not beside the
/// tree, `&label { … }` of a label that it would bring is a root of its own.
public struct DeviceTree: Sendable {
  public struct Include: Hashable, Sendable {
    public var name: String
    public var position: SourcePosition
    /// Whether the file was there.
    public var isResolved: Bool
  }

  /// A word with its place.
  public struct Word: Hashable, Sendable {
    public var text: String
    public var position: SourcePosition
  }

  /// Something that stands twice.
  public struct Repeat: Hashable, Sendable {
    public var name: String
    public var position: SourcePosition
    public var first: SourcePosition
  }

  /// The files that it was read from; a position's `file` is an index of it.
  public internal(set) var files: [String] = []
  public internal(set) var includes: [Include] = []
  /// By number; 0 is `/`. Deleted ones stay, and nobody leads to them.
  public internal(set) var nodes: [DTSNode] = []
  /// The nodes of labels.
  public internal(set) var labels: [String: Int] = [:]
  /// Nodes under `&label` where no node has the label.
  public internal(set) var orphans: [Int] = []
  /// Words that look like macros and have no definition: what they would make is not in the tree.
  public internal(set) var unknownMacros: [Word] = []
  /// Labels on two nodes, and properties that stand twice between one pair of braces.
  public internal(set) var repeatedLabels: [Repeat] = []
  public internal(set) var repeatedProperties: [Repeat] = []
  /// What was to be deleted and is not there.
  public internal(set) var vainDeletions: [Word] = []

  struct ChildKey: Hashable {
    var parent: Int
    var name: String
  }

  /// Nodes by parent and name.
  var index: [ChildKey: Int] = [:]

  /// Whether all of the tree was there to be read.
  public var isWhole: Bool { includes.allSatisfy(\.isResolved) && unknownMacros.isEmpty }

  /// The file that a place is in.
  public func file(of position: SourcePosition) -> String {
    files.indices.contains(Int(position.file)) ? files[Int(position.file)] : files.first ?? ""
  }

  /// `file:line`
  public func place(_ position: SourcePosition) -> String { "\(file(of: position)):\(position.line)" }

  public func node(_ number: Int?) -> DTSNode? { number.flatMap { nodes.indices.contains($0) ? nodes[$0] : nil } }
  public func node(labelled label: String) -> DTSNode? { node(labels[label]) }

  public func children(of node: DTSNode) -> [DTSNode] { node.children.map { nodes[$0] } }
  public func child(_ name: String, of node: DTSNode) -> DTSNode? { children(of: node).first { $0.name == name || $0.baseName == name } }

  /// `/soc/switch@1b000000`, or from `&label` on.
  public func path(of node: DTSNode) -> String {
    var parts: [String] = []
    var next: DTSNode? = node
    while let one = next, parts.count <= DeviceTree.maximumDepth + 1 {
      guard one.parent != nil else {
        return one.name == "/" ? "/" + parts.reversed().joined(separator: "/") : ([one.name] + parts.reversed()).joined(separator: "/")
      }
      parts.append(one.name)
      next = self.node(one.parent)
    }
    return parts.reversed().joined(separator: "/")
  }

  /// All nodes that something leads to, a parent before its children.
  public var all: [DTSNode] {
    var result: [DTSNode] = []
    var open = ([0] + orphans).reversed() as [Int]
    while let number = open.popLast() {
      guard let node = node(number) else { continue }
      result.append(node)
      open += node.children.reversed()
    }
    return result
  }

  /// The node that the first reference of a property leads to.
  public func target(_ property: String, of node: DTSNode) -> DTSNode? {
    node.property(property)?.references.first.flatMap { target($0) }
  }

  /// The node of `&label` or `&{/path}`.
  public func target(_ reference: DTSReference) -> DTSNode? {
    reference.isPath ? self.node(number(ofPath: reference.name)) : node(labelled: reference.name)
  }

  func number(ofPath path: String) -> Int? {
    var number = 0
    for part in path.split(separator: "/") {
      guard let next = index[ChildKey(parent: number, name: String(part))] else { return nil }
      number = next
    }
    return number
  }
}
