import Testing

@testable import ASICTiming
