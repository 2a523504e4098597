import CSAI
import Foundation

/// The calls that made what there is, in a file that outlives the process: what a warm restart replays.
///
/// The file is written with each call, so that a caller that is killed loses nothing.
final class Journal {
  func replayedID(_ type: Int32) -> ObjectID? { nil }
  func created(_ type: Int32, _ id: ObjectID, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) {}
  func removed(_ id: ObjectID) {}
  func set(_ type: Int32, _ id: ObjectID, _ attribute: UnsafePointer<sai_attribute_t>) {}
  func createdEntry(_ type: Int32, _ entry: UnsafeRawPointer, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) {}
  func removedEntry(_ type: Int32, _ entry: UnsafeRawPointer) {}
  func setEntry(_ type: Int32, _ entry: UnsafeRawPointer, _ attribute: UnsafePointer<sai_attribute_t>) {}
  func close() {}
}

extension SAISwitch {
  func openJournal() throws(SAIStatus) {
    guard profile.bootType == .cold else { throw Profile.fault("SAI_BOOT_TYPE: warm and fast boot are not supported yet") }
  }
}
