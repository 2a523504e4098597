import CSAI
import SwitchModel

/// Why a call failed: SAI's status, with the index of the attribute that is to blame where there is one.
struct SAIStatus: Error, Hashable, Sendable {
  let code: sai_status_t

  init(code: sai_status_t) { self.code = code }

  static let failure = SAIStatus(code: -1)
  static let notSupported = SAIStatus(code: -2)
  static let noMemory = SAIStatus(code: -3)
  static let insufficientResources = SAIStatus(code: -4)
  static let invalidParameter = SAIStatus(code: -5)
  static let itemAlreadyExists = SAIStatus(code: -6)
  static let itemNotFound = SAIStatus(code: -7)
  static let bufferOverflow = SAIStatus(code: -8)
  static let invalidPortMember = SAIStatus(code: -10)
  static let uninitialized = SAIStatus(code: -12)
  static let tableFull = SAIStatus(code: -13)
  static let mandatoryAttributeMissing = SAIStatus(code: -14)
  static let notImplemented = SAIStatus(code: -15)
  static let objectInUse = SAIStatus(code: -17)
  static let invalidObjectType = SAIStatus(code: -18)
  static let invalidObjectID = SAIStatus(code: -19)
  static let notExecuted = SAIStatus(code: -23)

  /// A status of a range, whose codes count down from `first`, by attribute index.
  private static func indexed(_ first: sai_status_t, _ index: Int) -> SAIStatus {
    SAIStatus(code: first - sai_status_t(min(max(0, index), 0xffff)))
  }

  /// The attribute cannot be given in this call.
  static func invalidAttribute(_ index: Int) -> SAIStatus { indexed(-0x1_0000, index) }
  static func invalidValue(_ index: Int) -> SAIStatus { indexed(-0x2_0000, index) }
  static func attributeNotImplemented(_ index: Int) -> SAIStatus { indexed(-0x3_0000, index) }
  static func unknownAttribute(_ index: Int) -> SAIStatus { indexed(-0x4_0000, index) }
  static func attributeNotSupported(_ index: Int) -> SAIStatus { indexed(-0x5_0000, index) }

  /// Where the code is in a range, the same fault of another attribute.
  func at(_ index: Int) -> SAIStatus {
    guard code <= -0x1_0000, code > -0x6_0000 else { return self }
    return .indexed(-(-code & 0x7_0000), index)
  }
}
