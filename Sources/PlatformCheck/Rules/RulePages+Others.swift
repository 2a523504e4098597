import SwitchPlatform

/// The rules of FBOSS, OPX, OpenSwitch and Stratum.
public enum OtherProjectsRules {
  public static let pages: [RulePage] = [
    RulePage(
      "SYN01", .error, "Empty file",
      "The file has no value. A service that reads it stops. Write the file, or take it off the list that names it."),
    RulePage(
      "SYN02", .error, "Key twice",
      "A mapping has one key twice. Most readers keep the last value without a word, so the first is lost. It is an error where the values differ, else a warning. Delete one."
    ),
    RulePage(
      "SYN05", .error, "Text that is not the language",
      "The file cannot be read as JSON, YAML, XML or protobuf text. Mend the place that is shown."),
    RulePage("SYN07", .error, "No text", "A byte 0 stands where lines of text are expected."),
    RulePage(
      "SYN06", .error, "Beyond a limit",
      "The file is nested deeper or has more values than a reader takes. Real descriptions stay far below; look at what made the file."),
    RulePage(
      "TYP01", .error, "Value of another kind",
      "A list or scalar stands where a mapping is expected, so nothing of it is read. Write the form that the message names."
    ),
    RulePage(
      "TYP02", .error, "Value that is not of its type",
      "A number, address or bit mask is none. The service that reads it takes 0 or stops. Write the value in decimal or 0x…"),
    RulePage(
      "KEY01", .error, "Misspelled key",
      "A key that the format does not know, one letter beside one that it knows and that is absent. Readers pass over unknown keys, so the value has no effect. Write the key that is meant."
    ),
    RulePage("KEY02", .error, "Missing key", "A mapping lacks a key without which its reader stops. Add it."),
    RulePage(
      "KEY03", .error, "Count that contradicts the list",
      "A number such as number_ports says how many there are, and the list has more or fewer. Readers that allocate by the number lose entries. Make them agree."
    ),
    RulePage(
      "REF10", .error, "Unknown device, bus or slot",
      "A reference leads to a device, bus, slot or link that is not described. Mend the name or describe the device. A warning in OPX, where a file that is not beside these may describe it."
    ),
    RulePage(
      "REF11", .error, "Unknown sensor, fan, type or profile",
      "A zone, LED or port names something that its file does not have. What depends on it does nothing."),
    RulePage(
      "REF12", .warning, "Listed file is absent",
      "The manifest lists a file that is not in its folder. Add the file or take it off the list."),
    RulePage("REF13", .error, "Unknown port or node", "A sub-port, trunk, controlling port or node is named that there is not."),
    RulePage(
      "I2C04", .warning, "Two devices at one address",
      "Two devices have the same bus, address and select. An access reaches one chip only. Mend the address, or say how one is selected."),
    RulePage(
      "I2C08", .error, "Channel beyond the multiplexer",
      "A bus names a channel that the multiplexer, slot or adapter does not have. Count from 0."),
    RulePage("DEV05", .error, "Device twice", "Two devices have one name, so that a reference to it is ambiguous."),
    RulePage("NAM03", .error, "Name or number twice", "Two entries of a list have one name. A note in OPX, where nobody may refer to it."),
    RulePage(
      "PNT01", .error, "Bits beyond the register",
      "A pin is beyond the width of its register, ends before it begins, or (a warning) its register is beyond the device."),
    RulePage(
      "PNT02", .error, "Two signals on one bit",
      "Two signals read or write one bit of one register, so one of them shows the other's state. Compare with the schematic; mostly a row was copied and its mask left."
    ),
    RulePage(
      "PRT03", .error, "Row longer than the header",
      "A row has more cells than the header has columns. Readers that pair cells with columns drop or shift values. Mend the row or the header."
    ),
    RulePage(
      "PRT04", .error, "Port twice",
      "Two ports have one name, id or place. The second takes the first one's place or is refused. Number them apart."
    ),
    RulePage(
      "PRT13", .warning, "Greatest speed is none of the speeds",
      "max_speed is not in the list of speeds. Readers take the one or the other. Add it to the list, or lower it."
    ),
    RulePage(
      "PRF01", .error, "Default is none of the capabilities", "A profile's default breakout or speed is not one that the profile can."),
    RulePage(
      "MAC01", .error, "MAC offset twice",
      "Two ports get one MAC address, since their offsets from the base address are equal. Bridges then lose one of them. Give each port its own offset."
    ),
    RulePage(
      "LAN02", .error, "Lane in two ports",
      "Two ports use one lane or switch port. FBOSS's profiles share lanes by design and are not compared."),
    RulePage("SRD01", .error, "Lane wired twice", "A lane of the chip's serdes, or a pair of its pins, is connected twice."),
    RulePage(
      "CAG02", .note, "Port without a cage",
      "A port of the chassis has no cage in PHAL: the CPU port, or a card whose cages are not described."),
    RulePage("FAN01", .error, "Range or settings in the wrong order", "The greatest PWM, speed or setting is below the least."),
    RulePage(
      "FAN02", .error, "Setting beyond its bits",
      "A fan setting does not fit the bits that it is written to; the fans would run at another speed."),
    RulePage(
      "THR02", .error, "Thresholds in the wrong order",
      "A lower level stands above a higher one, or a level ends above where it begins. The alarm then never ends or never comes."),
    RulePage(
      "THR03", .error, "Fan table falls",
      "A hotter step asks for a slower fan, so that the box heats up further. Sort the steps, or mend the speed that falls."
    ),
    RulePage(
      "EXP02", .error, "Formula that cannot be computed",
      "Brackets of an offset's formula do not pair, or it names a value that there is not.")
  ]
}
