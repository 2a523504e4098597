// SAIDriver: any vendor's `libsai.so` as a `SwitchDevice`.
//
//   Library/  the loaded library: its symbols, tables of functions, values to and from C
//   Table/    what all tables share: existence, undo of half-done changes, errors
//   Rows/     one file a kind of row: which objects and attributes it is
//
// A row is one object and its members in SAI. Rows hold no ids: `SAINames` maps keys to ids and back. What a table tells it holds,
// it reads from the library; only what cannot change once given, and SAI has no attribute for, is remembered.
