// SPDX-License-Identifier: Apache-2.0
#include "failing_malloc.h"

#include <errno.h>
#include <execinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// glibc's own, under names that stay when malloc is replaced.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

enum { kMaxFrames = 24 };

static int armed, failed;
static long counted, failing_nth, live;
static enum failing manner;
static void *frames[kMaxFrames];
static int num_frames;

void allocations_arm(long nth, enum failing how) {
  counted = failed = 0;
  failing_nth = nth;
  manner = how;
  armed = 1;
}

long allocations_disarm(void) {
  armed = 0;
  return counted;
}

int allocations_failed(void) { return failed; }
void allocations_forget(void) { failed = 0; }
long allocations_live(void) { return live; }

void allocations_describe_failure(void) { backtrace_symbols_fd(frames, num_frames, STDOUT_FILENO); }

static int must_fail(void) {
  if (!armed) return 0;
  counted++;
  if (failing_nth == 0 || counted < failing_nth || (counted > failing_nth && manner == FAIL_ONCE)) return 0;
  if (!failed) {
    armed = 0;  // backtrace() may allocate
    num_frames = backtrace(frames, kMaxFrames);
    armed = 1;
  }
  failed = 1;
  errno = ENOMEM;
  return 1;
}

static void *counted_block(void *block) {
  if (block != NULL) live++;
  return block;
}

void *malloc(size_t size) { return must_fail() ? NULL : counted_block(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return must_fail() ? NULL : counted_block(__libc_calloc(count, size)); }
void *memalign(size_t alignment, size_t size) {
  return must_fail() ? NULL : counted_block(__libc_memalign(alignment, size));
}
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **block, size_t alignment, size_t size) {
  void *made = memalign(alignment, size);
  if (made == NULL) return ENOMEM;
  *block = made;
  return 0;
}

void *realloc(void *block, size_t size) {
  if (block == NULL) return malloc(size);
  if (must_fail()) return NULL;
  if (size == 0) live--;
  return __libc_realloc(block, size);
}

void free(void *block) {
  if (block != NULL) live--;
  __libc_free(block);
}
