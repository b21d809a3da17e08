// SPDX-License-Identifier: Apache-2.0
// What whoever runs this program has set (docs/configuration.md): the file as it was when the library was loaded, and
// the environment as it is.
#pragma once

#include "operate/settings.h"

namespace reprise::capi {

// As of now: each subject asks once, at the moment that its documentation names. In a program that runs with rights
// that its user does not have (secure_getenv(3)), what is so by default. Any thread; reads no file.
operate::Settings process_settings();

// Writes what was wrong with the file and the environment where diagnostics go, at the first call. Not under a lock.
void say_faults_of_settings();

}  // namespace reprise::capi
