#!/bin/sh
# Builds the reference of the C++ API; a comment that Doxygen cannot make sense of fails.   usage: docs/reference/build.sh FOLDER
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/../.."
{ cat docs/reference/Doxyfile; echo "OUTPUT_DIRECTORY = $1"; } | doxygen -
echo "the reference is in $1/html/index.html"
