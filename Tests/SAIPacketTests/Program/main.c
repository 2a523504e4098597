// Boots a switch through SAI's C ABI, and sets up what the frames of packets.py are to meet. Knows no Swift.
#include "program.h"

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  boot();
  phase("boot");
  bridging();
  stations();
  lag();
  spanning_tree();
  routing();
  vlan_interface();
  lag_interface();
  virtual_routers();
  dropped_routes();
  acl();
  rules();
  parallel_tables();
  bind_points();
  control();
  end();
  printf("end %d\n", failures);
  return failures != 0;
}
