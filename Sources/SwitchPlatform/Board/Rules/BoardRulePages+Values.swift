/// Pages of the rules of board files: between values.
extension BoardRulePages {
  static let values: [BoardRulePage] = [
    BoardRulePage(
      "MAC01", .error, "Two cages with one MAC offset",
      """
      The ports would have one address. Each needs an offset of its own, and a broken-out cage as many as it has ports.
      """),
    BoardRulePage(
      "POE01", .error, "The PoE budget does not feed one port",
      """
      The power supply must be able to give at least what one port may draw.
      """),
    BoardRulePage(
      "CPU01", .error, "A switch behind another chip has no CPU port",
      """
      A switch on MDIO, SPI or I²C has no other way to bring packets to the CPU. Say which port it is: 'cpu: [ { port: 6, \
      interface: eth0 } ]'.
      """),
    BoardRulePage(
      "CPU02", .error, "A CPU port twice",
      """
      Two entries of 'cpu' have one port or one interface, or the port leads to a cage as well.
      """),
    BoardRulePage(
      "SRD01", .error, "A serdes lane is wired twice",
      """
      Each lane of the chip has an entry of its own in 'serdes', and each sending and receiving pair of a core belongs to \
      one lane.
      """),
    BoardRulePage(
      "SRD02", .error, "Wiring of a lane that the chip does not have",
      """
      See the chip file or the inventory for the lanes.
      """),
    BoardRulePage(
      "PRF01", .error, "The cage does not offer the mode",
      """
      A profile chooses among the 'breakouts' of a cage: as many ports, with speeds among those offered.
      """),
    BoardRulePage(
      "PRF02", .error, "No such cage",
      """
      A profile names a cage that the board does not have.
      """),
    BoardRulePage(
      "PRF05", .error, "Two ports of one name",
      """
      Names and aliases are unique on a switch. The template mostly lacks {first} or {sub:/}.
      """),
    BoardRulePage(
      "PRF10", .error, "No default profile, or two",
      """
      One profile holds where none is named. It says 'default: true'; the only one needs not.
      """),
    BoardRulePage(
      "PRF11", .error, "No profile of that name",
      """
      The message names those that there are.
      """),
    BoardRulePage(
      "PRF12", .error, "As many names as ports",
      """
      'names' and 'aliases' of a cage have one for each port of its mode.
      """),
    BoardRulePage(
      "REF10", .error, "No such device",
      """
      A reference names a device of 'devices', or pci, cpu, usb, platform. A channel follows after @: mux1@0.
      """),
    BoardRulePage(
      "REF11", .error, "No such sensor or fan",
      """
      Zones, shutdown conditions and PSUs name sensors and fans of the file.
      """),
    BoardRulePage(
      "I2C04", .error, "Two devices at one address",
      """
      Both answer, and neither can be used, unless something is selected before: then 'select' differs.
      """),
    BoardRulePage(
      "I2C08", .error, "No such channel",
      """
      The multiplexer has fewer channels, or the device is none. 'channels' or 'provides' say how many there are where the \
      kind does not.
      """),
    BoardRulePage(
      "I2C09", .error, "A device is on itself",
      """
      Following 'on' comes back to the device. One of the references in the loop is wrong.
      """),
    BoardRulePage(
      "DEV05", .error, "A name twice",
      """
      Two entries have one name; mostly a range covers a name that stands for itself too.
      """),
    BoardRulePage(
      "DEV07", .error, "A point that says two things",
      """
      A point is a register or an attribute, and a bit or a mask.
      """),
    BoardRulePage(
      "DEV10", .error, "No address on MDIO",
      """
      MDIO has 32 addresses, 0…31.
      """),
    BoardRulePage(
      "PNT01", .error, "A bit outside its register",
      """
      A CPLD's registers have 8 bits unless 'width' says otherwise.
      """),
    BoardRulePage(
      "PNT02", .error, "Two signals on one bit",
      """
      Two things cannot be read from one bit of a register: one of them is wrong. Rotors of one drawer may share its bits.
      """),
    BoardRulePage(
      "PNT03", .error, "Two writers in each other's bits",
      """
      Setting one would change the other. A PWM register that drives several fans is one point, and may be shared.
      """),
    BoardRulePage(
      "REG01", .error, "A register that the bus cannot name",
      """
      The number of a register, its address divided by 'spacing', is written in as many bytes as 'access' says: one unless \
      'number' says more. Example: a register at 0x100 of a device whose numbers are one byte.
      """),
    BoardRulePage(
      "REG02", .error, "A field outside its register",
      """
      Registers are as wide as the device's 'width' says, and 8 bits where it says nothing.
      """),
    BoardRulePage(
      "REG03", .error, "Two registers, or two fields, in one place",
      """
      One of the two has a wrong address or bit. A register with a 'count' takes as many addresses, 'spacing' apart.
      """),
    BoardRulePage(
      "REG04", .error, "Registers are addressed on a device without an address",
      """
      'access' says how a register is named on I²C, behind the device's own address: give it an 'addr', or take 'access' away.
      """),
    BoardRulePage(
      "SNS02", .error, "Thresholds out of order",
      """
      lowCritical ≤ low ≤ high ≤ critical.
      """),
    BoardRulePage(
      "FAN01", .error, "A range falls",
      """
      A range is [low, high].
      """),
    BoardRulePage(
      "THR02", .error, "A table falls",
      """
      The hotter, the faster: temperatures rise, and speeds do not fall.
      """),
    BoardRulePage(
      "THR03", .error, "No speed of a fan",
      """
      Speeds are percent of full speed, 0…100.
      """),
    BoardRulePage(
      "ZON01", .warning, "Nothing looks after a sensor or a fan",
      """
      With zones, every temperature sensor should drive a zone or a shutdown, and every fan be in a zone (or be a PSU's \
      own).
      """),
    BoardRulePage(
      "PCI01", .error, "No PCI address or id",
      """
      01:00.0 is bus:device.function, and 14e4:b870 vendor:device, in hexadecimal digits.
      """),
    BoardRulePage(
      "USB01", .error, "No USB place or id",
      """
      1-1.2 is bus-port.port, and 0403:6001 vendor:product.
      """),
    BoardRulePage(
      "WVR01", .warning, "A waiver that matches nothing",
      """
      The finding has been mended, or the path is misspelt. Remove the waiver, or mend its 'where'.
      """),
    BoardRulePage(
      "WVR02", .error, "A rule that cannot be waived",
      """
      Faults of syntax, keys and types mean that the file cannot be read; there is nothing to accept.
      """),
    BoardRulePage(
      "IDN01", .error, "Two boards of one id",
      """
      Commands find a board by its id, and a running box is told by it. Mostly a file was begun as a copy. Told of files in Platforms/boards.
      """),
    BoardRulePage(
      "IDN02", .warning, "A vendor that is not the folder's",
      """
      A board is found as vendor/name, where the vendor is the folder that the file is in. Use the same word, in lower case.
      """),
    BoardRulePage(
      "TODO01", .warning, "Something is still to be said",
      """
      A new board file has TODO where its author has to put a fact. The board is checked all the same.
      """)
  ]
}
