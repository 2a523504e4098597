import SwitchPlatform

extension RulePages {
  static let references: [RulePage] = [
    RulePage(
      "REF01", .error, "sai.profile names a file that is not there",
      """
      The SDK does not start without its configuration. Other files (firmware of LEDs, look-up tables) are a warning, files that the device makes at boot are a note. A folder with neither scripts nor links may be an extract: what lacks there is a warning unless another name is near.

      Example: `SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/box.config`, and the file is `box.config.bcm`.

      Mend: Mend the name, or add the file.
      """),
    RulePage(
      "REF02", .error, "default_sku names a folder that is not there",
      """
      The first boot takes this SKU, and finds no ports. Baseboard controllers have no ports.

      Example: `ACS-MSN2740 t1` without a folder `ACS-MSN2740`.

      Mend: Name one of the SKUs.
      """),
    RulePage(
      "REF03", .warning, "default_sku is absent",
      """
      The first boot does not know which of the SKUs to take.

      Example: A platform with two SKUs and no default_sku.

      Mend: Add the file: a SKU and a preset.
      """),
    RulePage(
      "REF04", .warning, "default_sku names no preset",
      """
      The preset (t0, t1, l2, l1, empty) chooses the first configuration.

      Example: `Acme-Box` alone.

      Mend: Add one: `Acme-Box t1`.
      """),
    RulePage(
      "REF05", .error, "platform_asic is absent or empty",
      """
      The image is installed by the family of the ASIC; without it the platform is in no image.

      Example: A platform of scripts only.

      Mend: Add the file with the family: `broadcom`.
      """),
    RulePage(
      "REF06", .error, "A Broadcom SKU without sai.profile",
      """
      Broadcom's SAI is told by sai.profile where its configuration is.

      Example: A SKU with port_config.ini only.

      Mend: Add the file, or a link to that of the SKU it is alike.
      """),
    RulePage(
      "REF07", .warning, "NUM_ASIC is not the number of ASIC folders",
      """
      SONiC starts a set of services for each ASIC, each of which reads its own folder.

      Example: `NUM_ASIC=6` and folders 0…4.

      Mend: Mend the number, or add the folder.
      """),
    RulePage(
      "REF09", .error, "A link leads nowhere",
      """
      SONiC copies the folder with its links; one that leads nowhere is a file that is not there. A warning where it leads out of the platform's folder, which may have been copied alone.

      Example: `sai.profile -> ../Box-C32/sai.profle`.

      Mend: Mend the link, or put the file in its place.
      """)
  ]
}
