import Testing

@testable import TrafficManager

