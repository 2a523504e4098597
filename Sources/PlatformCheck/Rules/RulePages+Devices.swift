import SwitchPlatform

extension RulePages {
  static let devices: [RulePage] = [
    RulePage(
      "I2C01", .error, "A device is not on the bus of the channel that lists it",
      """
      A multiplexer's channel n is bus `virt_bus` + n. The driver is bound on the bus that the device names, so it talks to another device or to none.

      Example: `PSU1` on channel 5 of a multiplexer that begins at 0x2, and `parent_bus` 0x6.

      Mend: Mend the device's `parent_bus` or the channel, by the schematic.
      """),
    RulePage(
      "I2C02", .error, "A device's bus is none of its parent's",
      """
      The device says that it is behind a multiplexer, and its bus is one that this multiplexer does not make.

      Example: `device_parent` MUX1 with buses 0x1…0x8, and `parent_bus` 0xc.

      Mend: Name the multiplexer that makes the bus, or mend the bus.
      """),
    RulePage(
      "I2C03", .error, "A channel lists a device that names another parent",
      """
      The tree says two things about where the device is. Tools that walk it from the top and from the device disagree.

      Example: MUX2 lists CPLD2, whose `device_parent` is MUX1.

      Mend: Mend the device's `device_parent`, or move it to the other's channels.
      """),
    RulePage(
      "I2C04", .warning, "Two devices have the same bus and address",
      """
      Only one driver can be bound there; the other's sensors stay absent. One chip that is listed as several sensors is such a case too.

      Example: TEMP3 and TEMP4, both a ucd90124 at bus 0x5, address 0x34.

      Mend: List a chip once, with all its attributes; or mend an address.
      """),
    RulePage(
      "I2C05", .warning, "An I2C address is above 0x77",
      """
      These addresses are reserved, and `i2cdetect` does not look at them. Some PMBus devices use them nevertheless.

      Example: A regulator at 0x7a.

      Mend: Make sure that the address is meant; then accept the finding by a waiver.
      """),
    RulePage(
      "I2C06", .warning, "An address is answered by a device before the multiplexer",
      """
      A channel that is switched on joins the bus before it. A device there with the same address answers too, and both drive the line.

      Example: A sensor at 0x48 behind MUX1, and another at 0x48 on the bus of MUX1.

      Mend: Give one of the two another address, or put the first behind a channel of its own.
      """),
    RulePage(
      "I2C07", .note, "A multiplexer does not say where its buses begin",
      """
      Without `virt_bus` the buses of its channels cannot be known from the file, so nothing behind it can be checked.

      Example: `"dev_attr": {}` of a pca9548.

      Mend: Add `virt_bus`.
      """),
    RulePage(
      "DEV01", .error, "An attribute's address is not that of the device it names",
      """
      The driver reads by the address, and people read the name. One of them is wrong, so a bit of another device is read.

      Example: `attr_devname` GPIO4, which is at 0x77, with `attr_devaddr` 0x74.

      Mend: Write the address of the device that was meant.
      """),
    RulePage(
      "DEV02", .error, "A device gives itself another name",
      """
      `device_name` repeats the key. If it is the name of another device, the two are taken for one: an error. Any other name is a note.

      Example: `PSU2` with `device_name` PSU1.

      Mend: Write the key's name.
      """),
    RulePage(
      "DEV03", .warning, "A device has an attribute twice",
      """
      The driver keeps one of them, and which is not said.

      Example: `psu_fan_dir` twice in one `attr_list`.

      Mend: Remove one, or give it the name that was meant.
      """),
    RulePage(
      "DEV04", .warning, "A number of devices is not what the file has",
      """
      Platform code makes as many objects as PLATFORM says. Those without a device fail when they are asked. Copper ports without modules are the harmless case.

      Example: `num_psus` is 2, and there is one PSU.

      Mend: Mend the number, or add the devices.
      """),
    RulePage(
      "DEV08", .error, "A name leads to no device",
      """
      A parent, channel, interface or attribute names a device that the file does not have, so the driver cannot be set up.

      Example: `device_parent` MUX9 in a file with MUX1…MUX8.

      Mend: Mend the name, or add the device.
      """),
    RulePage(
      "DEV06", .note, "A cage has no device, or a port's device no cage",
      """
      Without a device a module cannot be read. Copper ports have none, and that is right.

      Example: PORT33 in the tree, and cages 1…32.

      Mend: Add what is missing, if the cage takes modules.
      """),
    RulePage(
      "I2C10", .error, "Two multiplexers have the same buses",
      """
      Each channel of a multiplexer is a bus of its own number. Where two multiplexers begin at one number, or their devices' channels meet, the kernel gives the second other buses than the file says.

      Example: MUX1 and MUX2 with `virt_bus` 0x8.

      Mend: Let the second begin behind the first.
      """)
  ]
}
