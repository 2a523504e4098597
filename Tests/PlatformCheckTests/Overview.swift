import Testing

@testable import PlatformCheck
