import Testing
@testable import SwitchModel
