// SPDX-License-Identifier: Apache-2.0
// libssl_bench: what a libssl costs, in one process and without sockets. A client and a
// server are joined by a BIO pair and driven by turns, with the clock read around every call,
// so that the time of each is known apart. Every result is one line: "name value unit"; times
// are medians of this run. Who compares libraries interleaves runs and takes medians again.
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static const char *filter = "";

static void handshakes(void) { bench_handshakes(filter); }
static void resumptions(void) { bench_resumptions(filter); }

static const struct {
  const char *name;
  void (*run)(void);
} parts[] = {
    {"handshake", handshakes}, {"resume", resumptions}, {"bulk", bench_bulk},            {"session", bench_sessions},
    {"cache", bench_cache},    {"memory", bench_memory}, {"primitives", bench_primitives},
};

static int usage(void) {
  fprintf(stderr, "usage: libssl_bench [-q] [-f TEXT] PART...\n       libssl_bench -n TIMES OPERATION | -l\n  parts:");
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) fprintf(stderr, " %s", parts[i].name);
  fprintf(stderr, "\n  -q  a tenth of the work\n  -f  only the handshakes whose name contains TEXT\n"
          "  -n  so many times an operation and nothing else\n  -l  their names\n");
  return 2;
}

int main(int argc, char **argv) {
  int ran = 0;
  make_bios();
  if (argc == 2 && !strcmp(argv[1], "-l")) list_operations(), ran = 1;
  if (argc == 4 && !strcmp(argv[1], "-n")) return run_operation(argv[3], strtoul(argv[2], NULL, 10)) ? 0 : usage();
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "-q")) quick = 10;
    if (!strcmp(argv[i], "-f") && i + 1 < argc) filter = argv[++i];
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
      if (!strcmp(argv[i], parts[k].name)) parts[k].run(), ran = 1;
    }
  }
  free_bios();
  return ran ? 0 : usage();
}
