// ASICSimulator: a switch chip, built from its chip file alone.
//
//   Memory/    physical rows, bit-packed as the file says, and the structures that find a row fast
//   Pipeline/  what happens: a packet and the memories → a verdict and the accesses it made. No time in it
//   Timing/    how long it takes: prices the accesses against the stages' calendars. No packets in it
//   Traffic/   port MACs at line rate, one tail-drop queue a port
//   Device/    registers, rings, interrupts: the only door
//   Explain/   the same, told to a person
//
// A packet's way:
//
//   wire → MAC → parser → stage … stage → egress edit → queue → MAC → wire
//                            │
//                            └─ punt → receive ring → driver
