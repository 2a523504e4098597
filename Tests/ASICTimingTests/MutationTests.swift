import ASICTiming
import SwitchPlatform
import Testing
import TimingOracle

/// Each constant of the pipeline's file is there because a check sees it: one more or one less is noticed.
struct MutationTests {
  @Test func theFileItselfPasses() throws {
    #expect(Mutation.killer(try Blocks.pipeline()) == nil)
  }

  @Test func noConstantSurvives() throws {
    #expect(Mutation.survivors(try Blocks.pipeline()) == [])
  }
}
