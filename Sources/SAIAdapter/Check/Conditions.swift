import CSAI

/// The trees of the metadata that say when an attribute is mandatory or meaningful.
enum Conditions {
  /// - Parameter value: the number that an attribute of the object has, given or default.
  static func holds(_ node: Int, value: (UInt32) -> Int64?) -> Bool {
    guard node >= 0, let pointer = csai_node_at(UInt32(node)) else { return true }
    let test = pointer.pointee
    func child(_ index: Int) -> Bool { holds(Int(csai_node_child_at(test.first_child + UInt32(index))), value: value) }
    switch csai_node_kind(rawValue: UInt32(test.kind)) {
    case CSAI_NODE_ALL: return (0..<Int(test.child_count)).allSatisfy(child)
    case CSAI_NODE_ANY: return (0..<Int(test.child_count)).contains(where: child)
    default: break
    }
    guard let left = value(test.attr) else { return false }
    return switch csai_op(rawValue: UInt32(test.op)) {
    case CSAI_EQ: left == test.value
    case CSAI_NE: left != test.value
    case CSAI_GT: left > test.value
    case CSAI_GE: left >= test.value
    case CSAI_LT: left < test.value
    default: left <= test.value
    }
  }
}
