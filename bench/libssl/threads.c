// SPDX-License-Identifier: Apache-2.0
// The same work in one thread or two.
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "harness.h"

struct job {
  void (*fn)(void *arg, int thread, size_t loops);
  void *arg;
  int thread;
  pthread_barrier_t *start;
  atomic_int *stop;
  double per_s;
};

static void *job_main(void *p) {
  struct job *job = p;
  size_t n = 0;
  pthread_barrier_wait(job->start);
  uint64_t t = cpu_ns();
  for (; !*job->stop; n += 256) job->fn(job->arg, job->thread, 256);
  job->per_s = (double)n * 1e9 / (double)(cpu_ns() - t);
  return NULL;
}

double run_threads(int threads, void (*fn)(void *, int, size_t), void *arg) {
  enum { ROUNDS = 9, MAX = 2 };
  uint64_t sums[ROUNDS];
  for (int r = 0; r < ROUNDS; r++) {
    pthread_t ids[MAX];
    pthread_barrier_t start;
    atomic_int stop = 0;
    struct job jobs[MAX];
    double sum = 0;
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (int i = 0; i < threads; i++) {
      jobs[i] = (struct job){fn, arg, i, &start, &stop, 0};
      CHECK(pthread_create(&ids[i], NULL, job_main, &jobs[i]) == 0);
    }
    nanosleep(&(struct timespec){0, 50000000 / quick}, NULL);
    stop = 1;
    for (int i = 0; i < threads; i++) {
      pthread_join(ids[i], NULL);
      sum += jobs[i].per_s;
    }
    pthread_barrier_destroy(&start);
    sums[r] = (uint64_t)sum;
  }
  return median(sums, ROUNDS);
}
