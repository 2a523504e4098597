// PlatformCheck: what is wrong in a description, ours or another project's, checked where it stands.
//
//   Report/   findings of one run, from any number of files; waivers
//   SONiC/    rules for `device/<vendor>/<platform>`
//   FBOSS/, OPX/, OpenSwitch/, Stratum/   rules for those
