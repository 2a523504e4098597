import Testing

@testable import PlatformImport

