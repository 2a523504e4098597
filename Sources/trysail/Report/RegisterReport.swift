import BoardProbe
import DeviceAccess
import SwitchPlatform

/// Registers that were read by name: what `board read --board` prints.
struct RegisterReport {
  struct Register: Encodable {
    /// `nil`: it has none.
    var name: String?
    var register: UInt64
    /// `nil` where a field alone was asked for.
    var value: UInt32?
    var fields: [String: UInt32]
    /// Why it could not be read.
    var error: String?
  }

  var registers: [Register]
  /// What could not be read, a line each.
  let faults: [String]
  /// A line a register, and one a field below it.
  let text: String

  init(_ readings: [(choice: DeviceRegisters.Choice, result: Result<UInt32, DeviceError>)], bytes: Int) {
    var (registers, faults, lines): ([Register], [String], [String]) = ([], [], [])
    for (choice, result) in readings {
      let place = "0x" + Hexadecimal.text(choice.address, digits: 2)
      let name = choice.name.map { "\($0) (\(place))" } ?? place
      switch result {
      case .failure(let error):
        faults.append("register \(name): \(error)")
        registers.append(Register(name: choice.name, register: choice.address, value: nil, fields: [:], error: "\(error)"))
      case .success(let value):
        let fields = choice.fields.map { ($0, $0.get(value)) }
        if !choice.isField { lines.append("\(name): 0x\(Hexadecimal.text(value, digits: bytes * 2))") }
        for (field, value) in fields {
          let digits = "0x" + Hexadecimal.text(value, digits: (field.width + 3) / 4)
          lines.append(choice.isField ? "\(choice.name ?? place).\(field.name): \(digits)" : "  \(field.name): \(digits)")
        }
        registers.append(
          Register(
            name: choice.name, register: choice.address, value: choice.isField ? nil : value,
            fields: Dictionary(fields.map { ($0.name, $1) }) { first, _ in first }, error: nil))
      }
    }
    (self.registers, self.faults, text) = (registers, faults, lines.joined(separator: "\n"))
  }
}
