import PacketKit
import SwitchPlatform

// Sub-ports: VLANs of a port that are router interfaces of their own.
extension Pipeline {
  func stepSubPort(_ stage: UInt8) {
    guard context.headers.hasOuterTag, context.trap == .none, let rows = tables.subPort else { return }
    let vlan = UInt64(context.headers.outerTag & 0xfff)
    guard vlan != 0 else { return }
    beginKey(rows.find)
    put(UInt64(context.logicalPort), rows.port)
    put(vlan, rows.vlan)
    let hit = rows.find.find(key)
    log.add(rows.id, stage, hit)
    trace(rows.find.comparedWords)
    if hit >= 0 {
      context.interface = rows.interface.read(rows.find.base + hit &* rows.find.stride)
      context.isRoutedPort = true
      context.learns = false
      context.vlan = 0
    } else if context.isRoutedPort {
      context.drop = .ingressVLANFilter
    }
  }
}
