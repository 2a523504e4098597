import SwitchPlatform

/// Rules of device trees.
extension RulePages {
  static let deviceTree: [RulePage] = [
    RulePage(
      "DTS01", .note, "Include that is not there",
      "A file that the tree includes is neither beside it nor below the folder that is checked. What it would bring is not missed: references are then not checked. Check the folder that holds all of them."
    ),
    RulePage(
      "DTS02", .warning, "Macro without a definition",
      "A word in capitals stands where a node or a property is expected, and no #define makes it one. What it would make is not checked. Check the tree together with the file that defines it."
    ),
    RulePage("DTS03", .error, "Label on two nodes", "Two nodes have one label, so that &label means either; dtc refuses it. Rename one."),
    RulePage(
      "DTS04", .error, "Property twice in a node",
      "A property stands twice between one pair of braces; dtc refuses it. Delete one. To change a property of another file, write it under &label."
    ),
    RulePage(
      "DTS05", .error, "Reference that leads nowhere",
      "A label or path is named that no node has; dtc refuses it. Mend the spelling, or include the file that has it. Told only where all includes are there."
    ),
    RulePage(
      "DTS06", .warning, "Deleted and not there",
      "/delete-node/ or /delete-property/ names what is not in the tree. It does nothing, and what was meant stays. Mend the name or take the line out."
    ),
    RulePage(
      "DTS07", .warning, "GPIO line with two users",
      "Two nodes use one line of a GPIO controller. The kernel gives a line to one driver; the other does not start. Mostly a number was copied. Lines that are shared on purpose can be waived."
    ),
    RulePage(
      "I2C04", .error, "Two devices at one address",
      "Two nodes of an I2C or MDIO bus have one 'reg': an access reaches one of them only. Mend one."),
    RulePage(
      "DSA01", .error, "Port of a switch twice",
      "Two ports of a switch have one 'reg'. The driver takes the last one, or refuses the switch. Mend the number; a port of an included file is changed under its label."
    ),
    RulePage(
      "DSA02", .error, "Two ports of one name",
      "Two ports of a switch have one 'label'; the second interface gets no name or is refused. Name it otherwise."),
    RulePage(
      "DSA03", .warning, "Port that leads nowhere",
      "A port has neither phy-handle, sfp, fixed-link nor managed, and its chip has no PHYs inside. Nothing tells the driver its speed, so it has no link. Say what is behind it."
    ),
    RulePage(
      "DSA04", .error, "PHY or cage of two ports",
      "Two ports name one PHY or one cage. Only one of them can be wired to it. Mend the reference."),
    RulePage(
      "DSA05", .warning, "Switch without a CPU port",
      "No port has 'ethernet' or 'link': packets for the CPU have no way, and the driver refuses the switch. Say which port leads to which interface."
    ),
    RulePage(
      "DSA06", .error, "Port without a number",
      "A port has no 'reg', or none of 0…4095. The driver refuses it. Write the chip's port number."),
    RulePage(
      "DSA07", .note, "Port named by another number",
      "The name says port@N and 'reg' another number. The driver takes 'reg'; readers take the name. Make them agree."),
    RulePage(
      "DSA08", .error, "Cage that is none",
      "'sfp' refers to a node that is no cage, or (a warning) to a cage without 'i2c-bus', whose module cannot be read. Mend the reference, or add the bus."
    )
  ]
}
