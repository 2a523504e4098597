import CSAI
public import SwitchHAL
public import SwitchModel

/// Any `libsai.so` as a `SwitchDevice`.
///
/// A process has one at a time: SAI's functions know one switch. The driver takes all of the switch: bridge ports and VLAN members
/// that the library makes at boot are removed, so that nothing is there that no row asked for. Not safe from several threads.
public final class SAIDriver {
  /// The tables that the library has the functions for; the others are `Unsupported`. After `close()` every change fails.
  public private(set) var device = SwitchDevice()
  /// The library's version of SAI: 11800 for 1.18.0.
  public var apiVersion: UInt64 { library.version }
  let library: SAILibrary

  /// Loads and initialises the library, and makes its switch.
  ///
  /// - Parameters:
  ///   - path: the library's file, or a name that the loader finds.
  ///   - profile: what the library finds in `sai.profile`.
  ///   - mac: the switch's own address. Default: 02:00:00:00:00:01.
  /// - Throws: `.inUse` while another driver of this process is open.
  public init(
    library path: String, profile: [String: String] = [:], mac: MACAddress = MACAddress(bits: 0x0200_0000_0001)
  ) throws(SAIDriverError) {
    library = try SAILibrary(path: path, profile: profile)
    do throws(SAIDriverError) {
      try library.createSwitch(
        [SAIAttribute(SAI_SWITCH_ATTR_INIT_SWITCH, .flag(true)), SAIAttribute(SAI_SWITCH_ATTR_SRC_MAC_ADDRESS, .mac(mac))])
      do throws(SAIFault) {
        let context = try SAIContext(library)
        try SAIDriver.clear(context)
        try SAIDeviceBuilder(context).fill(&device)
      } catch {
        if case .status(let status, let type, _) = error { throw SAIDriverError.failed("reading objects of type \(type)", status) }
        throw SAIDriverError.failed("reading the switch", SAI_STATUS_FAILURE)
      }
    } catch {
      library.close()
      throw error
    }
  }

  /// Removes the switch; the library can then be driven anew.
  public func close() { library.close() }

  /// Takes away what the library made for a switch that just bridges.
  private static func clear(_ context: SAIContext) throws(SAIFault) {
    let library = context.library
    for id in try library.objects(context.defaultVLAN, SAI_VLAN_ATTR_MEMBER_LIST) {
      try library.remove(SAIObject(SAI_OBJECT_TYPE_VLAN_MEMBER, id))
    }
    for id in try library.objects(context.bridge, SAI_BRIDGE_ATTR_PORT_LIST) {
      let bridgePort = SAIObject(SAI_OBJECT_TYPE_BRIDGE_PORT, id)
      // A port of the router, where the library has one, stays.
      let type = UInt32(bitPattern: try library.value(bridgePort, SAI_BRIDGE_PORT_ATTR_TYPE) { $0.s32 })
      if type == SAI_BRIDGE_PORT_TYPE_PORT.rawValue { try library.remove(bridgePort) }
    }
  }
}
