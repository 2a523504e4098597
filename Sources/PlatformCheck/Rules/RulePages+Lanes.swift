import SwitchPlatform

extension RulePages {
  static let lanes: [RulePage] = [
    RulePage(
      "LAN01", .error, "A lane list is not numbers between commas",
      """
      A trailing comma makes an empty lane; a letter makes a lane that the chip does not have. Either stops the creation of the port.

      Example: `0,1,2,3,`.

      Mend: Remove the comma, or write the number.
      """),
    RulePage(
      "LAN02", .error, "A lane is used by two ports",
      """
      A lane can serve one port. The chip refuses the second, which then never comes up. Trident3's management MAC numbers its lanes by itself, so that 128 can stand twice there: that is a note.

      Example: Lanes 75,76 of `Ethernet99` and of `Ethernet100`.

      Mend: Look at the chip's map which lanes the port has.
      """),
    RulePage(
      "LAN03", .error, "A lane stands twice in one port",
      """
      The port has fewer lanes than it seems to, and not the speed.

      Example: `1,1,2,2`.

      Mend: Write each lane once.
      """),
    RulePage(
      "LAN04", .note, "The number of lanes is unusual",
      """
      Ports have 1, 2, 4, 8, 10 or 16 lanes.

      Example: Three lanes.

      Mend: Check the list.
      """),
    RulePage(
      "LAN05", .error, "The speed is impossible with the lanes",
      """
      The fastest lane has 200 Gb/s. A port of more than that for each of its lanes cannot be made.

      Example: 400000 on one lane.

      Mend: Add the lanes, or lower the speed. Recycle ports and virtual switches are not looked at.
      """),
    RulePage(
      "LAN06", .note, "An alternative speed needs fewer lanes",
      """
      10G on a cage of four lanes uses one. That is allowed, as only the default speed bounds the lanes.

      Example: `1x100G[10G]`.

      Mend: Nothing.
      """)
  ]
}
