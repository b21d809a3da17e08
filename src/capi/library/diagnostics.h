// SPDX-License-Identifier: Apache-2.0
// Where diagnostics may be written in a process that is not ours.
#pragma once

namespace reprise::capi {

// Standard error, or -1 when descriptor 2 is something else by now: it is standard error while it is the file that it
// was when the library was loaded, and when it is open for appending, as a log that the program put there. A program
// may close what it does not know, and the next file that it opens has this number.
int standard_error();

// Opens `path` to append lines to; -1 when that cannot be, which is said on standard error. Never waits for the reader
// of a pipe: what that does not take is lost.
int open_for_lines(const char* path);

}  // namespace reprise::capi
