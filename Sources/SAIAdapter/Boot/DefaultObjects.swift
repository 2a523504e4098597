import SwitchModel

/// What exists before the first call.
struct DefaultObjects {
  var cpuPort = ObjectID.null
  var vlan = ObjectID.null
  var stp = ObjectID.null
  var virtualRouter = ObjectID.null
  var bridge = ObjectID.null
  var trapGroup = ObjectID.null
  var ecmpHash = ObjectID.null
  var lagHash = ObjectID.null
  /// Locally administered, until the caller gives one.
  var mac = MACAddress(bits: 0x02_00_00_00_00_01)
}
