// PlatformFormats: descriptions of other projects as values with the positions they came from. Reads; says nothing about right or wrong
// beyond the syntax.
//
//   Tree/     a folder of files, read within bounds
//   Text/     text → positioned values: columns, assignments, XML, pbtxt, …
//   DeviceTree/   device trees in source form, and the switches in them
//   SONiC/, FBOSS/, OPX/, OpenSwitch/, Stratum/, OpenWrt/   the files of each project
