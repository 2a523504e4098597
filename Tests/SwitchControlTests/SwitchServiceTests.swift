import SwitchConformance
import SwitchControl
import SwitchModel
import Testing

@Suite struct SwitchServiceTests {
  @Test func concurrentCallersSeeWholeCommits() async throws {
    let service = SwitchService(ManagedSwitch(device: ReferenceDevice.make()))
    // Each caller moves the same two rows together; a torn commit would leave them different.
    await withTaskGroup(of: Void.self) { group in
      for caller: UInt16 in 0..<8 {
        group.addTask {
          for _ in 0..<25 {
            var transaction = Transaction()
            transaction.put(VirtualRouter(id: VirtualRouterID(1), isIPv4Enabled: caller % 2 == 0))
            transaction.put(VirtualRouter(id: VirtualRouterID(2), isIPv4Enabled: caller % 2 == 0))
            _ = try? await service.commit(transaction)
            let rows = await service.rows(VirtualRouter.self)
            #expect(rows.count == 2 && Set(rows.map(\.isIPv4Enabled)).count == 1)
          }
        }
      }
    }
    #expect(await !service.isDiverged)
    let key = VirtualRouterID(2)
    #expect(await service.row(VirtualRouter.self, key) != nil)
    let count = await service.withSwitch { $0.count(of: VirtualRouter.self) }
    #expect(count == 2)

    var transaction = Transaction()
    transaction.remove(VirtualRouter.self, VirtualRouterID(3))
    let failing = transaction
    await #expect(throws: CommitFailure.self) { try await service.commit(failing) }
    #expect(try await service.reconcile().count == 0)
  }
}
