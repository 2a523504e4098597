// SAIAdapter: SAI's objects and attributes over our rows.
//
// A call is checked against SAI's metadata (`Check/`), becomes an object with values (`Object/`), and its family (`Family/`) makes
// rows of it, which are committed all or nothing. What fails leaves no trace; the status blames the attribute.
//
//   Value/    attribute values, from and to C
//   Object/   ids, objects, who refers to whom
//   Check/    what the metadata demands of a call
//   Family/   one file an object type (or a few that belong together): rows from objects, values from rows
//   Boot/     the profile, the board, what exists before the first call
//   Events/   notifications, packets to and from the host
//   Table/    the calls: one object, one entry, many, statistics, capabilities
