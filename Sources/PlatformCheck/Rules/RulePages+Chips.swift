import SwitchPlatform

extension RulePages {
  static let chips: [RulePage] = [
    RulePage(
      "ASC01", .error, "platform_asic contradicts the SKUs' files",
      """
      `platform_asic` chooses which vendor's library is installed. If the SKUs hold the files of another vendor's, the image has the wrong library and no port comes up.

      Example: `broadcom` in `platform_asic`, and `ivm.sai.config.yaml` in each SKU.

      Mend: Write the vendor's name that belongs to the files.
      """),
    RulePage(
      "ASC02", .error, "One physical port belongs to two logical ports",
      """
      The SDK cannot give the same lanes to two ports: it stops, or one of them stays dead. Inactive ports (`:i`) and the management block (`:m`), which numbers its lanes by itself, are left out.

      Example: `portmap_19=260:10` and `portmap_39=260:10`.

      Mend: Give one of them the physical port that it is wired to.
      """),
    RulePage(
      "ASC03", .warning, "An SDK property has two values",
      """
      The last one counts. The first was probably forgotten, or the second was pasted. Serdes taps that stand once for NRZ and once for PAM4 are no fault.

      Example: `l2_mem_entries=32768`, then `l2_mem_entries=40960`.

      Mend: Remove the line that does not count, after a look which of the two was meant.
      """),
    RulePage(
      "ASC04", .warning, "A port begins at a lane that the chip's configuration does not have",
      """
      The SKU's port has no physical port to go with it, so it has to be made by a change of the port at run time, or it stays down. Where most ports differ, the two number lanes in different ways, and it is only a note.

      Example: Lane 98 in `port_config.ini`; the map has 97 with 4 lanes.

      Mend: Bring the SKU's lanes and the chip's port map to the same layout.
      """),
    RulePage(
      "ASC05", .warning, "A port has another number of lanes than the chip's port",
      """
      The chip is brought up with one layout and SONiC asks for another, so the port is taken down and made again, or stays down.

      Example: `1x400G` of 4 lanes on a port with `NUM_LANES: 8`.

      Mend: Bring the SKU's mode and the chip's configuration to the same number of lanes.
      """),
    RulePage(
      "ASC06", .note, "A port has another speed than the chip's port",
      """
      SONiC sets the speed after the chip is up, so this works where the lanes allow it. It may still be a sign of a configuration of another SKU.

      Example: 400000 in the SKU, and `SPEED: 800000`.

      Mend: Nothing must be done if the speed is meant to be set at run time.
      """),
    RulePage(
      "PCI01", .error, "A PCI number cannot be one",
      """
      `pcieutil` compares text: an id has 4 hexadecimal digits, a bus 2, a device is at most 1f and a function at most 7. Anything else never matches, and the check of the board always fails.

      Example: `id: '0x8086'`.

      Mend: Write the digits as `lspci -n` shows them.
      """),
    RulePage(
      "PCI02", .warning, "A number has no quotes",
      """
      YAML reads some digits as a number and others as text. `pcieutil` compares text, so an id that became a number never matches.

      Example: `id: 1533`.

      Mend: Put it into quotes: `id: '1533'`.
      """),
    RulePage(
      "PCI03", .warning, "A key of an entry is read by nobody",
      """
      `pcieutil` reads bus, dev, fn, id and name. Another key, such as `domain`, has no effect, so a device in another domain is looked for in domain 0.

      Example: `domain: '0001'`.

      Mend: Remove the key, or mend its spelling.
      """),
    RulePage(
      "PCI04", .warning, "An entry lacks a number",
      """
      Without bus, device, function and id `pcieutil` stops at the entry. A file that stands for one made on the device has such entries.

      Example: `- description: made at boot`.

      Mend: Add what is missing, or make sure that the file is replaced before it is read.
      """),
    RulePage(
      "PCI05", .warning, "The chip's PCI id is of another family than the SKUs' configuration",
      """
      The board's list of PCI devices and its SKUs come from different boards: one of them was copied.

      Example: id `b960` (Tomahawk), and `td3-….config.bcm`.

      Mend: Write the id that the board has, or mend the name of the configuration.
      """),
    RulePage(
      "ASC11", .error, "A port's core is not that of the chip's configuration",
      """
      A DNX chip counts ports by core; `core_id` and `core_port_id` repeat what `ucode_port` of the SDK's configuration says. No two ports share them.

      Example: `core_id 0`, `core_port_id 5`, where the chip has `core_0.1` to `core_0.4`.

      Mend: Take core and port from the chip's configuration.
      """),
    RulePage(
      "PCI06", .error, "A PCI function stands twice",
      """
      Each function of a device is one entry: bus, device and function together are its address.

      Example: Two entries with bus `01`, dev `00`, fn `0`.

      Mend: Remove one, or give it the address that was meant.
      """)
  ]
}
