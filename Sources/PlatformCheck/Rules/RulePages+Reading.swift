import SwitchPlatform

extension RulePages {
  static let reading: [RulePage] = [
    RulePage(
      "SYN01", .error, "The file is empty where JSON is required",
      """
      A JSON file has one value. An empty file has none, and every program that loads it stops with an exception.

      Example: `platform.json` of 0 bytes.

      Mend: Write `{}` where nothing is to be said, or remove the file.
      """),
    RulePage(
      "SYN05", .error, "The text is not JSON",
      """
      The place is the first that no JSON reader can go beyond; what follows has not been looked at.

      Example: `"lanes": "1,2",}` ends with a comma.

      Mend: Mend the text at the place, and check again: more may follow.
      """),
    RulePage(
      "SYN06", .error, "The text is nested too deep, too large, or cannot be read",
      """
      Nobody's description is nested 256 levels deep, or larger than 16 MB. The text is refused before it takes the memory; a file that the system does not give is told in the same way.

      Example: A list of lists of lists, 300 times.

      Mend: Look whether the file is what it should be.
      """),
    RulePage(
      "SYN07", .error, "A string is not UTF-8",
      """
      JSON is UTF-8. Other bytes are read differently by each program.

      Example: A vendor's name in Latin-1.

      Mend: Save the file as UTF-8.
      """),
    RulePage(
      "WVR01", .warning, "A waiver matches nothing",
      """
      The finding that it accepted is gone, or the waiver names the wrong rule or place. Left in the list, it hides the next fault of that kind.

      Example: `{ rule: LAN02, where: box/port_config.ini, why: … }`, after the lane was mended.

      Mend: Remove the waiver, or mend its rule or place.
      """),
    RulePage(
      "WVR02", .error, "A waiver cannot be read",
      """
      A waiver names a rule, says where, and gives a reason. Without a reason nobody can tell later whether it is still right.

      Example: `{ rule: LAN02, where: box }`.

      Mend: Add what is missing: `why: the management MAC numbers its lanes by itself`.
      """)
  ]
}
