import SwitchPlatform

extension RulePages {
  static let profiles: [RulePage] = [
    RulePage(
      "PRF01", .error, "The SKU's mode is not offered by the cage",
      """
      SONiC stops with an exception while it makes the ports, and none comes up.

      Example: `4x10G` where platform.json offers `4x25G[10G]` only.

      Mend: Choose one of the cage's modes, or add the mode to platform.json.
      """),
    RulePage(
      "PRF02", .error, "The SKU names a port that platform.json does not have",
      """
      SONiC goes by the interfaces of platform.json. A port of another name is silently left out.

      Example: `Ethernet5`, where the cages are `Ethernet0`, `Ethernet4`, `Ethernet8`.

      Mend: Mend the name, or add the cage to platform.json.
      """),
    RulePage(
      "PRF03", .warning, "hwsku.json without platform.json",
      """
      Modes are modes of platform.json's cages. Without it only port_config.ini is read. One in the SKU's own folder is not looked for.

      Example: A SKU with hwsku.json and port_config.ini on a platform that has neither cages nor modes.

      Mend: Add platform.json to the platform's folder, or remove hwsku.json.
      """),
    RulePage(
      "PRF04", .note, "platform.json lists no interfaces",
      """
      The inventory is there and the cages are not, so port_config.ini makes the ports and hwsku.json is not read.

      Example: `"interfaces": {}`.

      Mend: Nothing, as long as port_config.ini is complete.
      """),
    RulePage(
      "PRF05", .error, "Two ports of the SKU have the same name, alias or lane",
      """
      Each cage may be right and two of them together not: with these modes the ports collide.

      Example: `Ethernet0` in `4x25G` makes `Ethernet2`, which is a cage too.

      Mend: Choose another mode for one of the cages, or mend its aliases or lanes.
      """),
    RulePage(
      "PRF06", .note, "The SKU spells a mode differently",
      """
      Equal modes may name another of their speeds first; that speed is then the default.

      Example: `4x10G[25G]` where platform.json has `4x25G[10G]`.

      Mend: Nothing, if the speed is meant.
      """),
    RulePage(
      "PRF07", .note, "The SKU has keys that are not read",
      """
      The port configuration takes the mode, autoneg, fec and role.

      Example: `"port_type": "RJ45"`.

      Mend: Remove them, if nothing else of the platform reads them.
      """),
    RulePage(
      "PRF08", .note, "The SKU lists ports that breakout makes",
      """
      They come from the mode of their cage; what stands at them is not a mode of theirs.

      Example: `Ethernet1` beside `Ethernet0` in `4x25G`.

      Mend: Nothing.
      """),
    RulePage(
      "PRF09", .note, "Cages are left unused",
      """
      The SKU gives no mode to some cages, whose ports do not exist then.

      Example: The management cages in a SKU for tests.

      Mend: Nothing, if it is meant.
      """),
    RulePage(
      "XRF01", .error, "The dead port_config.ini has other ports",
      """
      Where platform.json and hwsku.json make the ports, port_config.ini is not read. Tests, tools and people read it all the same.

      Example: 81 ports by hwsku.json, 82 rows.

      Mend: Bring both in line, or remove port_config.ini.
      """),
    RulePage(
      "XRF02", .error, "The dead port_config.ini has other lanes",
      """
      See XRF01. Different lanes mean that one of the two is wrong about the board.

      Example: `0,1,2,3` against `0`.

      Mend: Look at the chip's map which is right.
      """),
    RulePage(
      "XRF03", .error, "The dead port_config.ini has another speed",
      """
      See XRF01. The port runs at the speed of its mode.

      Example: 25000 against 10000.

      Mend: Name the mode with the speed that is meant first.
      """),
    RulePage(
      "XRF04", .error, "The dead port_config.ini has another index",
      """
      See XRF01. One of the two reads another cage's transceiver.

      Example: 26 against 27.

      Mend: Count the cages.
      """),
    RulePage(
      "XRF05", .warning, "The dead port_config.ini has another alias",
      """
      See XRF01. People know the port by the alias of the one or the other.

      Example: `Eth1` against `twentyfiveGigE0/1`.

      Mend: Choose one of them.
      """)
  ]
}
