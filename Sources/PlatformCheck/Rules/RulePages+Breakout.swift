import SwitchPlatform

extension RulePages {
  static let breakout: [RulePage] = [
    RulePage(
      "BRK01", .error, "Index list and lane list differ in length",
      """
      Each lane needs the index of its cage: a broken-out port takes the index at its first lane, and SONiC stops where there is none.

      Example: `"index": "1"` with `"lanes": "1,2,3,4"`.

      Mend: Write the index once for each lane: `1,1,1,1`.
      """),
    RulePage(
      "BRK02", .error, "A mode does not fit its cage",
      """
      A mode needs an alias for each of its ports, and lanes that its ports share evenly.

      Example: `4x25G` with three aliases; `4x25G` on two lanes.

      Mend: Add the aliases, or remove the mode.
      """),
    RulePage(
      "BRK03", .error, "An alias is offered twice",
      """
      Two cages, or two ports of one mode, would have the same alias: as soon as both are used the port configuration is refused.

      Example: `Eth1/31/1` in `Ethernet240` and in `Ethernet248`.

      Mend: Number the second cage's aliases on.
      """),
    RulePage(
      "BRK04", .error, "Aliases or modes are not a list",
      """
      SONiC takes element i for port i. Of a string it takes the i-th letter.

      Example: `"1x25G": "Eth1"`, which names the port `E`.

      Mend: Write `["Eth1"]`.
      """),
    RulePage(
      "BRK05", .error, "A mode has text that is silently ignored",
      """
      SONiC matches the beginning of a mode and drops the rest: speeds after the lanes, a space inside the brackets, a second list.

      Example: `4x25G(4)[10G,1G]`: 10G and 1G are not offered.

      Mend: Write `4x25G[10G,1G](4)`, without spaces.
      """),
    RulePage(
      "BRK06", .warning, "Two modes of a cage are the same",
      """
      Modes are equal when ports, set of speeds and lanes are. SONiC takes the aliases of the first for both.

      Example: `4x25G[10G](4)` and `4x10G[25G](4)`.

      Mend: Keep one of them; a SKU can name it either way.
      """),
    RulePage(
      "BRK07", .note, "An alternative is faster than the default",
      """
      The first speed is usually the fastest.

      Example: `1x40G[100G]`.

      Mend: Exchange them, if the cage should come up at the faster one.
      """)
  ]
}
