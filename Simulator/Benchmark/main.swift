import ASICDriver
import ASICSimulator
import CAllocationCount
import Foundation
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform

// trysail-bench [ROUTES [RUNS [PACKETS]]]: what the simulator does in a second, beside a baseline of the same run.
//
// ROUTES: a file of `prefix<TAB>anything` lines; without one, or with `-`, a table of the same size is made up.
// With `memory` as ROUTES only the memories are measured, with `bridged` only frames between hosts.
// RUNS: packet runs of which the median is printed, default 5. PACKETS: in a run, default 262,144.

let workload = RoutedWorkload()
let packets = CommandLine.arguments.dropFirst(3).first.flatMap { Int($0) } ?? 1 << 18
let runs = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 5

func run() throws {
  guard let catalog = Catalog.find() else {
    print("trysail-bench: no Platforms folder: run it in the project, or set TRYSAIL_PLATFORMS")
    exit(1)
  }
  let platform = try catalog.platform(named: "as7726-32x")
  if CommandLine.arguments.dropFirst().first == "bridged" {
    let bytes = workload.frames(packets, platform).bytes
    var sum: UInt64 = 0
    try measureBridged(platform, medianSeconds(of: 5) { sum &+= plainForwarder(bytes) })
    if sum == 0 { print("baseline did nothing") }
    return
  }
  let (prefixes, source) = try BenchmarkRoutes.load(
    CommandLine.arguments.dropFirst().first.flatMap { $0 == "-" || $0 == "memory" ? nil : $0 })
  print("routes: \(grouped(prefixes.count)) (\(source))")
  if CommandLine.arguments.dropFirst().first == "memory" { return try MemoryWorkload(platform: platform).run(prefixes, runs: min(3, runs)) }

  let whole = try SimulatedSwitch(platform)
  _ = try whole.control.commit(workload.base(platform.board))
  let transaction = workload.routes(prefixes, platform.board)
  let commit = try commitSeconds(whole, transaction)
  let dictionary = medianSeconds(of: 3) {
    var routes: [Route.Key: Route] = [:]
    for prefix in prefixes {
      let route = Route(prefix: prefix, destination: .drop)
      routes[route.key] = route
    }
    if routes.isEmpty { print("no routes") }
  }
  print(
    "commit: \(decimal(commit, 2)) s, \(grouped(Int(Double(prefixes.count) / commit))) routes/s, \(grouped(Int(whole.driver.rowsWritten))) chip rows;",
    "ratio to a Swift Dictionary: \(decimal(commit / dictionary, 1))")

  let (bytes, ports) = workload.frames(packets, platform)
  var baselineSum: UInt64 = 0
  let baseline = medianSeconds(of: 5) { baselineSum &+= plainForwarder(bytes) }
  _ = try whole.control.commit(workload.aclTable(platform.board))
  var held = 0
  for rules in [1_000, 8_000] {
    let seconds = try commitSeconds(whole, workload.rules(held..<rules))
    print(
      "ACL: \(grouped(rules - held)) rules of random priority into \(grouped(held)): \(decimal(seconds, 2)) s,",
      "\(grouped(Int(whole.driver.aclMoves))) moves so far")
    held = rules
    measure(whole, bytes, ports, "\(rules / 1_000)k ACL rules", baseline)
    whole.asic.useTrafficManager()
    measure(whole, bytes, ports, "\(rules / 1_000)k ACL rules, traffic manager", baseline)
    whole.asic.leaveOutTime()
    measure(whole, bytes, ports, "\(rules / 1_000)k ACL rules, without time", baseline)
    whole.asic.useFIFOs()
  }
  try measureBridged(platform, baseline)
  if baselineSum == 0 { print("baseline did nothing") }
  try MemoryWorkload(platform: platform).run(prefixes, runs: min(3, runs))
}

/// Bridged frames, without and with the traffic manager, and without time.
func measureBridged(_ platform: Platform, _ baseline: Double) throws {
  let bridged = BridgedWorkload()
  let bridge = try SimulatedSwitch(platform)
  _ = try bridge.control.commit(bridged.base(platform.board))
  let (hostFrames, hostPorts) = bridged.frames(packets, platform)
  measure(bridge, hostFrames, hostPorts, "L2 unicast, 64k addresses", baseline)
  bridge.asic.useTrafficManager()
  measure(bridge, hostFrames, hostPorts, "L2 unicast, 64k addresses, traffic manager", baseline)
  bridge.asic.leaveOutTime()
  measure(bridge, hostFrames, hostPorts, "L2 unicast, 64k addresses, without time", baseline)
}

func commitSeconds(_ whole: SimulatedSwitch, _ transaction: Transaction) throws -> Double {
  var failure: (any Error)?
  let seconds = medianSeconds(of: 1) { do { _ = try whole.control.commit(transaction) } catch { failure = error } }
  if let failure { throw failure }
  return seconds
}

/// Takes all frames through and prints the median, and the best, which says more on a machine that others use too.
func measure(_ whole: SimulatedSwitch, _ bytes: [UInt8], _ ports: [Int], _ name: String, _ baseline: Double) {
  var allocations: UInt = 0
  let before = whole.asic.accounts
  let times = bytes.withUnsafeBytes { all in
    sortedSeconds(of: runs) {
      let start = trysail_allocation_count()
      func frame(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: all.baseAddress.map { $0 + index &* RoutedWorkload.frameBytes }, count: RoutedWorkload.frameBytes)
      }
      for index in 0..<ports.count {
        let ahead = index + SimulatedASIC.announcementDistance
        if ahead < ports.count { whole.asic.announce(frame(ahead), on: ports[ahead]) }
        whole.asic.receive(frame(index), on: ports[index])
      }
      allocations = trysail_allocation_count() - start
    }
  }
  let accounts = whole.asic.accounts
  let seconds = times[runs / 2]
  let rate = Double(ports.count) / seconds
  print(
    "packets, \(name): \(grouped(Int(rate))) packets/s (median of \(runs) × \(grouped(ports.count)), best \(grouped(Int(Double(ports.count) / times[0])))),",
    "\(decimal(1e9 / rate, 0)) ns a packet,",
    "\(decimal(Double(allocations) / Double(ports.count), 3)) allocations a packet; ratio to a plain forwarder: \(decimal(seconds / baseline, 1))"
  )
  print(
    "  transmitted \(grouped(Int(accounts.transmitted - before.transmitted))), dropped \(grouped(Int(accounts.dropped - before.dropped))),",
    "to CPU \(grouped(Int(accounts.punted - before.punted))), conserved: \(accounts.isConserved)")
  for reason in DropReason.allCases where accounts.drops(reason) > before.drops(reason) {
    print("  dropped, \(reason): \(grouped(Int(accounts.drops(reason) - before.drops(reason))))")
  }
}

/// The least that any software forwarder does: copy the frame, write new addresses, count down, sum the header.
func plainForwarder(_ bytes: [UInt8]) -> UInt64 {
  var sum: UInt64 = 0
  withUnsafeTemporaryAllocation(byteCount: 64, alignment: 64) { output in
    bytes.withUnsafeBytes { all in
      var start = 0
      while start + RoutedWorkload.frameBytes <= all.count {
        output.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[start..<start + RoutedWorkload.frameBytes]))
        output.storeBytes(of: 0x0210_0000_0000, as: UInt64.self)
        output[22] &-= 1
        for word in 7..<17 { sum &+= UInt64(output.load(fromByteOffset: word * 2, as: UInt16.self)) }
        start += RoutedWorkload.frameBytes
      }
    }
  }
  return sum
}

do { try run() } catch {
  print("trysail-bench: \(error)")
  exit(1)
}
