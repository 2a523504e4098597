import SwitchPlatform

extension RulePages {
  static let inventory: [RulePage] = [
    RulePage(
      "MED01", .warning, "Media settings are for ports that the platform does not have",
      """
      They have no effect. Often the range was copied from a larger board.

      Example: `49-60` on a board with indexes 1…56.

      Mend: Mend the range.
      """),
    RulePage(
      "MED02", .warning, "A port is in two ranges of the media settings",
      """
      The first range that holds a port counts, so the other's values never reach it.

      Example: `33-34` and `1-128`.

      Mend: Make the ranges disjoint.
      """),
    RulePage(
      "SNS01", .warning, "A bus is declared twice in sensors.conf",
      """
      libsensors takes one declaration of a bus. With two adapters the chips behind the other have the wrong names; with the same it is a copy.

      Example: `bus "i2c-2" "i2c-1-mux (chan_id 1)"` in two places.

      Mend: Remove the second, and keep its chips.
      """),
    RulePage(
      "GBX01", .error, "An interface of the gearbox is no port",
      """
      The gearbox's lanes are set up for a port by name. Without the port they stay unused, and the real port has no gearbox.

      Example: `Ethernet4`, where ports are Ethernet0, Ethernet8, …

      Mend: Write the port's name as in the port table.
      """),
    RulePage(
      "CHS01", .warning, "The chassis has another number of transceivers than there are cages",
      """
      Tests compare the list with what the platform reports, and transceivers without a cage are looked for in vain.

      Example: 36 `sfps`, and 32 indexes.

      Mend: List one entry for each cage.
      """),
    RulePage(
      "CHS02", .warning, "Fans of the chassis and of its drawers have different names",
      """
      They are the same fans, so that the names should be too: tests look them up by name.

      Example: `Fantray1_1` and `FanTray1_1`.

      Mend: Use one spelling.
      """),
    RulePage(
      "CHS03", .warning, "A name stands for several parts of the chassis",
      """
      Parts are looked up by name, so the second is never found.

      Example: Two thermals called `Front-panel temp sensor`.

      Mend: Give each part its own name.
      """),
    RulePage(
      "CHS04", .warning, "Two files name the chassis differently",
      """
      `fwutil` looks up the chassis by the name that the platform reports. Under another name no component is found.

      Example: `NH-4010` in platform_components.json, and `NH-4010-F` in platform.json.

      Mend: Write the name that the platform reports in both.
      """),
    RulePage(
      "CHS05", .warning, "Two files list different components",
      """
      `fwutil` stops when the components of platform_components.json are not those that the platform reports.

      Example: `CPLD4` only in platform.json.

      Mend: List the same components in both.
      """),
    RulePage(
      "THR01", .note, "A condition looks at what is not collected",
      """
      A condition of the thermal policy is given only what `info_types` names. Without it the condition is never true, or stops the policy.

      Example: `psu.any.absence` without `psu_info`.

      Mend: Add the type to `info_types`.
      """),
    RulePage(
      "GBX02", .error, "An interface of the gearbox has no PHY, or a lane of another",
      """
      An interface is on one of `phys`, and a lane of a PHY's side belongs to one interface.

      Example: `phy_id` 9 where there are PHYs 1…8.

      Mend: Mend the number of the PHY or of the lane.
      """),
    RulePage(
      "GBX03", .error, "A PHY, lane or port of the gearbox stands twice, or its file is absent",
      """
      Numbers tell PHYs, and lanes and ports in a PHY's file, apart. A warning where only the file that configures a PHY is not there.

      Example: Two lanes with `index` 200.

      Mend: Mend the number, or add the file.
      """)
  ]
}
