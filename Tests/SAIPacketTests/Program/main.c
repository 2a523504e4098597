// Boots a switch through SAI's C ABI, and sets up what the frames of packets.py are to meet. Knows no Swift.
#include "program.h"

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  boot();
  phase("boot");
  bridging();
  lag();
  spanning_tree();
  routing();
  acl();
  control();
  end();
  printf("end %d\n", failures);
  return failures != 0;
}
