// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/on_demand.h"

#include <pthread.h>
#include <semaphore.h>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace reprise::capi::ledger {
namespace {

sem_t requests;
void (*write_requested)() = nullptr;  // null: no signal is answered
std::atomic<bool> is_served{false};

void on_signal(int) {
  const int error_before = errno;
  ::sem_post(&requests);
  errno = error_before;
}

void* serve(void*) {
  ::pthread_setname_np(::pthread_self(), "reprise-ledger");
  for (;;) {
    if (::sem_wait(&requests) == 0) write_requested();
  }
  return nullptr;
}

// The thread takes none of the program's signals.
void start_server() {
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  if (::pthread_create(&thread, nullptr, serve, nullptr) == 0) ::pthread_detach(thread);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

void answer_signal(int signal, void (*write_report)()) {
  struct sigaction action {};
  if (signal == 0 || ::sigaction(signal, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) return;
  if (::sem_init(&requests, 0, 0) != 0) return;
  write_requested = write_report;
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

void serve_requests() {
  if (write_requested == nullptr || is_served.load(std::memory_order_relaxed)) return;
  if (!is_served.exchange(true)) start_server();
}

void forget_server() {
  if (write_requested == nullptr) return;
  ::sem_init(&requests, 0, 0);
  is_served.store(false);
}

}  // namespace reprise::capi::ledger
