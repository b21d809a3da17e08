// SPDX-License-Identifier: Apache-2.0
// Reports that somebody asks for by a signal.
//
// The handler only posts a semaphore, which is all that a handler may do; a thread of ours waits for it and writes. The
// next call of the library could write instead, but a process that hangs or idles makes none, and that is when one
// asks. A pipe would do as well, but daemons close descriptors that they do not know.
#pragma once

namespace reprise::capi::ledger {

// Answers `signal` with a call of `write_report`, in the thread that serve_requests() starts. A signal that the program
// has a use for already is left to it; so is one that it takes over later.
void answer_signal(int signal, void (*write_report)());

// Sees to it that this process has the thread. Cheap when it does. Not to be called under a lock.
void serve_requests();

// In a child after fork, which has no other threads: the next serve_requests() starts one.
void forget_server();

}  // namespace reprise::capi::ledger
