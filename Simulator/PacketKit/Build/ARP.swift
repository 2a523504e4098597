extension PacketBuilder {
  /// ARP for IPv4 over Ethernet.
  ///
  /// - Source: RFC 826.
  public struct ARP: Hashable, Sendable {
    /// 1 request, 2 reply.
    public var operation: UInt16
    public var senderMAC: UInt64
    public var senderIP: UInt32
    public var targetMAC: UInt64
    public var targetIP: UInt32

    public init(operation: UInt16, senderMAC: UInt64, senderIP: UInt32, targetMAC: UInt64, targetIP: UInt32) {
      self.operation = operation
      self.senderMAC = senderMAC
      self.senderIP = senderIP
      self.targetMAC = targetMAC
      self.targetIP = targetIP
    }

    var bytes: [UInt8] {
      var bytes: [UInt8] = [0, 1, 8, 0, 6, 4]
      bytes.append(big: operation)
      bytes.append(low48: senderMAC)
      bytes.append(big: senderIP)
      bytes.append(low48: targetMAC)
      bytes.append(big: targetIP)
      return bytes
    }
  }

  /// A broadcast that asks who has an address.
  public static func arpRequest(senderMAC: UInt64, senderIP: UInt32, targetIP: UInt32, tags: [Tag] = []) -> PacketBuilder {
    let arp = ARP(operation: 1, senderMAC: senderMAC, senderIP: senderIP, targetMAC: 0, targetIP: targetIP)
    return PacketBuilder(destinationMAC: 0xffff_ffff_ffff, sourceMAC: senderMAC, tags: tags, content: .arp(arp))
  }

  /// The answer to a request, from the one who has the address.
  public static func arpReply(
    senderMAC: UInt64, senderIP: UInt32, targetMAC: UInt64, targetIP: UInt32, tags: [Tag] = []
  ) -> PacketBuilder {
    let arp = ARP(operation: 2, senderMAC: senderMAC, senderIP: senderIP, targetMAC: targetMAC, targetIP: targetIP)
    return PacketBuilder(destinationMAC: targetMAC, sourceMAC: senderMAC, tags: tags, content: .arp(arp))
  }
}
