// SwitchModel: the vocabulary. Addresses, rows, schemas, errors and capabilities; no I/O, no Foundation, no C.
//
//   Address/     MAC and IP addresses, prefixes
//   Row/         one file a row; `Row`, `Change`, `RowKind`
//   Schema/      what is known of a row's columns
//   Error/       why a row could not be changed
//   Capability/  what a device can hold and holds
