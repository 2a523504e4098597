/// Pages of the rules of board files: reading, lanes and modes.
extension BoardRulePages {
  static let reading: [BoardRulePage] = [
    BoardRulePage(
      "SYN01", .error, "The file is empty",
      """
      An empty file says nothing; mostly a copy or a download was cut short. Write at least the required keys, or remove the \
      file.
      """),
    BoardRulePage(
      "SYN02", .error, "A key stands twice in a mapping",
      """
      Readers differ in which of the two they take, so that the file means different things to different programs. Remove \
      one of them, or give one the name that was meant.
      """),
    BoardRulePage(
      "SYN05", .error, "The text is not YAML",
      """
      Reading ends at the place named, so that nothing after it is known. Common causes: a tab for indentation, a missing \
      quote or bracket, a text with ': ' that needs quotes.
      """),
    BoardRulePage(
      "SYN06", .error, "The file is too large to be read",
      """
      Nesting, values or faults are beyond what any real board needs. The bound protects programs that read files of \
      strangers.
      """),
    BoardRulePage(
      "SYN07", .error, "The text is not UTF-8",
      """
      Save the file as UTF-8 without byte order mark.
      """),
    BoardRulePage(
      "KEY01", .error, "Unknown key",
      """
      A key that nothing reads is mostly a misspelt one, whose value is silently lost. Example: 'labl: 1' in a cage. Use the \
      name that is suggested, or remove the key.
      """),
    BoardRulePage(
      "KEY02", .error, "A required key is missing",
      """
      The section cannot be understood without it. Add the key; the table in Platforms/boards/README.md says what it means.
      """),
    BoardRulePage(
      "TYP01", .error, "A value of the wrong type",
      """
      A list where a mapping is expected, text where a number is, and so on. Words in quotes are text: 'addr: "0x50"' is no \
      number.
      """),
    BoardRulePage(
      "TYP02", .error, "A number out of its range",
      """
      The message says the range. Example: an I²C address above 0x7f.
      """),
    BoardRulePage(
      "NAM01", .error, "A word that is none of the choices",
      """
      Example: 'kind: qspf28'. The choices and the nearest of them are in the message.
      """),
    BoardRulePage(
      "NAM02", .error, "No ASIC of that name",
      """
      Lanes and profiles name an ASIC of 'asics'. Example: 'npu1[1..4]' on a board that has only npu0.
      """),
    BoardRulePage(
      "RNG01", .error, "No range",
      """
      Keys of cages are numbers or ranges such as "1..32", keys of devices names or ranges such as "sfp{1..32}", of at most \
      4096. A falling range is none.
      """),
    BoardRulePage(
      "EXP01", .error, "Arithmetic that cannot be computed",
      """
      Between braces stand + - * / % and parentheses over numbers and names. '{n}' is the number of the range key; in a \
      profile's names {first}, {lane}, {cage}, {port}, {sub}. Two opening braces are one brace.
      """),
    BoardRulePage(
      "FAM01", .error, "The family is not found",
      """
      'extends' names a file beside the board, '../family.yaml', or one in Platforms/boards/family, 'family/NAME'.
      """),
    BoardRulePage(
      "FAM02", .error, "A family extends itself",
      """
      The chain of 'extends' comes back to a file that is in it. Remove one 'extends'.
      """),
    BoardRulePage(
      "FAM03", .error, "Too many families over each other",
      """
      More than eight levels are nothing that a person can follow.
      """),
    BoardRulePage(
      "FAM04", .error, "What is extended is no family",
      """
      A family says 'family: NAME' at its top. To make a board on another board, put what both share into a family.
      """),
    BoardRulePage(
      "FAM05", .error, "Nothing to take away",
      """
      'key: null' in a board takes a key of its family away, and the family has no such key.
      """),
    BoardRulePage(
      "CAG01", .error, "A cage twice",
      """
      Two keys, one of them mostly a range, stand for the same number. In a profile: two choices for a cage.
      """),
    BoardRulePage(
      "ASC07", .error, "Unknown chip",
      """
      'chip' names a file of Platforms/asics or an entry of Platforms/asics/inventory.yaml. A stand-in is named by 'chip', \
      and the real one by 'replaces'.
      """),
    BoardRulePage(
      "ASC08", .error, "A board of several ASICs cannot be run",
      """
      Such a board can be described and checked. The simulator runs one forwarding ASIC.
      """),
    BoardRulePage(
      "ASC09", .error, "More ports than the chip can have",
      """
      A profile breaks cages out into more logical ports than the chip has. The SDK would refuse the last of them. Leave \
      cages out, or break fewer out.
      """),
    BoardRulePage(
      "ASC10", .error, "The chip has no chip file",
      """
      Only its lanes and rates are known, by the inventory: enough to describe a board, not to simulate one. The message \
      names chip files that are near; 'chip' with 'replaces' uses one as a stand-in.
      """),
    BoardRulePage(
      "LAN01", .error, "No lane list",
      """
      Lanes are npu0[1..4], npu0[4..1] or npu0[1,2], of at most 64 lanes; npu0.mgmt[1] are those of the management MAC.
      """),
    BoardRulePage(
      "LAN02", .error, "A lane in two cages",
      """
      A pair of wires leads to one place: one of the two cages does not work. Check the numbers against the schematic. Lanes \
      of the management MAC are another number space, npu0.mgmt[…].
      """),
    BoardRulePage(
      "LAN03", .error, "A lane twice in one cage",
      """
      The module's lanes are different wires.
      """),
    BoardRulePage(
      "LAN04", .error, "A lane that the chip does not have",
      """
      The chip file or the inventory says how many lanes there are, and where their numbers begin.
      """),
    BoardRulePage(
      "LAN05", .error, "Faster than the cage's lanes",
      """
      A mode's default speed is more than its lanes carry by the kind of cage. Example: 4x50G in a QSFP28 cage, whose lanes \
      carry 25G.
      """),
    BoardRulePage(
      "LAN07", .error, "Faster than the chip's lanes",
      """
      A mode's default speed is more than its lanes carry by the chip. Example: 1x100G on four lanes of 10G.
      """),
    BoardRulePage(
      "BRK02", .error, "Lanes do not make the mode",
      """
      The number of lanes cannot be shared out to the ports. Example: 3x25G on four lanes.
      """),
    BoardRulePage(
      "BRK05", .error, "No breakout mode",
      """
      N x speed [alternatives] (lanes), joined by +: 1x100G[50G,40G], 4x25G[10G], 1x50G(2)+2x25G(2). Nothing may follow: \
      what follows is ignored by some readers, and refused here.
      """),
    BoardRulePage(
      "BRK08", .error, "Faster than any port of the chip",
      """
      The chip file says how fast a port can be.
      """),
    BoardRulePage(
      "PRT07", .warning, "No Ethernet speed",
      """
      Speeds are 10, 100, 1000, 2500, 5000 Mb/s, 10, 25, 40, 50, 100, 200, 400, 800G and 1.6T. Others are mostly a slip of \
      the pen: 21000 for 25000.
      """)
  ]
}
