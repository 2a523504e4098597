// SwitchHAL: the waist. What a driver implements and what everything above it sees.
//
//   Table/       `Table`, one protocol per resource on it, derived verbs, `Unsupported`
//   Device/      `SwitchDevice`, a struct of tables; packets and counters, which are not rows
//   Middleware/  tables round any table: `Faulty`, `Recorded`
