import Testing

@testable import PlatformFormats
