// SwitchPlatform: data files as values, with the positions they came from. The only reader of YAML.
//
//   Document/    text → positioned nodes: YAML (Yams), JSON
//   Diagnostic/  what is wrong, where, what was expected; nearest names
//   ASIC/        chip files: `ASICDescription`, the bit layouts and hash functions that follow from one
//   Board/       board files: `Board`, ranges, lanes, breakout modes
//   Catalog/     where the files are; board and chip together: `Platform`
