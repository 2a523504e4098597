/// Registers that a board's devices name: each has a place on the bus, and its fields are in it.
extension BoardRules {
  func checkRegisters(_ device: BoardDevice) {
    if let access = device.access, device.address == nil {
      error("REG04", access.origin, "device '\(device.name)' has 'access' and no 'addr': nothing on I²C can be addressed")
    }
    if let chip = device.chip, let chips, !chips.names.contains(chip) {
      let suggestion = NearestName.suggestion(for: chip, among: chips.names)
      error(
        "ASC07", device.origin, "chip",
        "no chip file is named '\(chip.prefix(60))', whose registers device '\(device.name)' has\(suggestion)")
    }
    let (spacing, bytes, bits) = (device.registerSpacing, device.registerNumberBytes, device.registerBits)
    var furthest: (register: BoardRegister, end: Int)?
    // Two that begin at one place are told at the later one.
    let registers = device.registers.sorted {
      ($0.address, $0.origin.place.line, $0.origin.place.column) < ($1.address, $1.origin.place.line, $1.origin.place.column)
    }
    for register in registers {
      // Both are bounded by the schema: no overflow.
      let end = register.address + (register.count ?? 1) * spacing
      let last = (end - spacing) / spacing
      if register.address % spacing != 0 {
        error(
          "REG01", register.origin, "at", "register '\(register.name)' is at \(hex(register.address)); expected a multiple of \(spacing)")
      } else if last >> (bytes * 8) != 0 {
        error(
          "REG01", register.origin, "at",
          "number \(hex(last)) of register '\(register.name)' has no place in \(bytes == 1 ? "one byte" : "\(bytes) bytes") of device "
            + "'\(device.name)'")
      }
      for field in register.fields where field.high >= bits {
        error(
          "REG02", register.origin, "fields",
          "field '\(field.name)' of register '\(register.name)' ends in bit \(field.high); registers of device '\(device.name)' have \(bits) bits"
        )
      }
      if let other = furthest, register.address < other.end {
        error("REG03", register.origin, "at", "register '\(register.name)' is at \(hex(register.address)), inside '\(other.register.name)'")
      }
      if end > furthest?.end ?? 0 { furthest = (register, end) }
    }
  }

  private func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }
}
