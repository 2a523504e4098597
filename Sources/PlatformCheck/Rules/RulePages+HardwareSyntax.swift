import SwitchPlatform

extension RulePages {
  static let hardwareSyntax: [RulePage] = [
    RulePage(
      "SYN02", .error, "A key stands twice in one object",
      """
      JSON and YAML readers take the last of two equal keys and say nothing, so the first value is lost. With different values this is an error; with the same value it is a warning, because the next change may be made to the wrong one.

      Example: `{"bus": 1, "bus": 2}`.

      Mend: Remove one of the two, or give it the name that was meant.
      """),
    RulePage(
      "SYN03", .warning, "An anchor is given twice in one YAML document",
      """
      YAML 1.2 lets the later anchor count. PyYAML, with which many tools read these files, refuses the whole text.

      Example: `a: &x 1` and further down `b: &x 2`.

      Mend: Give the second anchor another name.
      """),
    RulePage(
      "SYN04", .warning, "A file of assignments contains shell code",
      """
      Some programs source the file in a shell, others read KEY=VALUE lines and pass over all else. The two see different settings.

      Example: `if [ -f /etc/x ]; then` in `installer.conf`.

      Mend: Keep to assignments of plain values, and move the code to a script.
      """),
    RulePage(
      "SYN08", .note, "A file is of no project, and is not checked",
      """
      Nothing that reads the descriptions in this folder reads this file, and it does not say `schema:` as ours do. That the rest is `ok` says nothing of it.

      Example: `notes.yaml` beside a SONiC platform, or a table in a folder where its project does not look.

      Mend: Move the file to where its project looks for it, give it the name that its project expects, or leave it.
      """),
    RulePage(
      "SYN09", .note, "Only the syntax of a file is checked",
      """
      The file stands among those of a platform, and no rule knows what it should hold. Its syntax is sound, and no key stands twice; more is not said. Where the file is named by itself, this is a warning.

      Example: `platform_reboot.json` of a SONiC platform.

      Mend: Look whether the file's name is what its project expects: `pcie.yaml`, not `pci.yaml`.
      """)
  ]
}
