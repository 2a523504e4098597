import SwitchPlatform

extension RulePages {
  static let ports: [RulePage] = [
    RulePage(
      "PRT01", .error, "The header of port_config.ini names an unknown column",
      """
      SONiC puts a cell into the field that its column names. Cells below an unknown name are lost, or go into a field that nothing reads.

      Example: `# name lanes alias index speeed`.

      Mend: Mend the name; the message tells the nearest one.
      """),
    RulePage(
      "PRT02", .warning, "A row is shorter than the header",
      """
      The values of the last columns are silently absent for this port, which then runs with defaults.

      Example: Six columns, and a row that ends after five.

      Mend: Add the value, or `none` where there is none.
      """),
    RulePage(
      "PRT03", .error, "A row is longer than the header",
      """
      SONiC looks for the name of a column that does not exist, and stops with an exception: no port comes up.

      Example: Five columns, and a row of six cells, often after a space inside a lane list.

      Mend: Remove the cell, or name its column.
      """),
    RulePage(
      "PRT04", .error, "A port stands twice",
      """
      The second row silently replaces the first.

      Example: Two rows of `Ethernet4`.

      Mend: Give one of them its own name.
      """),
    RulePage(
      "PRT05", .error, "An alias is used twice",
      """
      An alias names one port: with two, the port configuration is refused or commands reach the wrong port.

      Example: `hundredGigE51` of `Ethernet192` and of `Ethernet196`.

      Mend: Number the second one on. If every alias looks like a speed, two columns are exchanged in the header.
      """),
    RulePage(
      "PRT06", .error, "A value is none that the field can have",
      """
      `autoneg` is `on` or `off`, `fec` is `rs`, `fc`, `none` or `auto`, `admin_status` is `up` or `down`, `role` is `Ext`, `Int`, `Inb`, `Rec` or `Dpc`; speeds, indexes and MTUs are numbers. The daemon that sets the port refuses others.

      Example: `autoneg` 1 in place of `on`.

      Mend: Write the value that is meant. If every row has it, look whether the header's columns stand in the right order.
      """),
    RulePage(
      "PRT07", .warning, "The speed is none of Ethernet",
      """
      Some chips have stacking speeds of their own, so this can be meant. More often a digit is wrong.

      Example: `21000`, or `10000` with a 0 too few.

      Mend: Check the number; waive it where it is a stacking port's.
      """),
    RulePage(
      "PRT08", .note, "MTU 9126, probably 9216",
      """
      The usual jumbo MTU is 9216. 9126 works, and drops frames that neighbours send.

      Example: `mtu` 9126 in each row, copied from another platform.

      Mend: Write 9216 where it is meant.
      """),
    RulePage(
      "PRT09", .error, "Ports of different cages share an index",
      """
      The index tells which transceiver belongs to a port. Where all other aliases and indexes agree one to one, two cages on one index is a slip: the ports of one read the module of the other.

      Example: `Eth31/1` and `Eth32/1` both on index 32.

      Mend: Give each cage its index. Where several cages share one on purpose, it is only a note.
      """),
    RulePage(
      "PRT10", .note, "Indexes have a gap, or begin neither at 0 nor at 1",
      """
      Gaps are often meant: a cage is blocked by the breakout of its neighbour.

      Example: Index 5 after index 3.

      Mend: Nothing, if the cage is not used.
      """),
    RulePage(
      "PRT11", .warning, "A port that is not broken out has a subport",
      """
      Subport 0 is a cage's only port; 1, 2, … are the parts of a broken-out one. Transceiver daemons choose lanes by it.

      Example: The only port of index 3 has subport 1.

      Mend: Write 0.
      """),
    RulePage(
      "PRT12", .note, "The ports of an index have more lanes than a cage",
      """
      Most cages have at most 8 lanes. Engines for co-packaged optics have more.

      Example: Twelve lanes on index 7.

      Mend: Check the indexes, if the cage is a usual one.
      """),
    RulePage(
      "PRT14", .error, "A port's name is none",
      """
      SONiC tells ports by `Ethernet` and a number; ports inside of a chassis have a word between.

      Example: `Ethernt4`.

      Mend: Mend the name.
      """),
    RulePage(
      "PRT15", .note, "The last row has no line end",
      """
      A row that was cut off still reads as one, with a shorter number.

      Example: A file whose last line is `Ethernet4 5,6,7,8 Eth2 2 1000`, of 100000.

      Mend: Look whether the row is whole, and end the line.
      """)
  ]
}
