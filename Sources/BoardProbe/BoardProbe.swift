// BoardProbe: which board a host is, from what its buses and its firmware say. Functions over values: nothing here looks at a host.
//
//   Match/     boards held against a host: what agrees, what does not, and how much that says
//   Draft/     a board file begun on what was found
//   Evidence/  records of a host that are read back
