#!/bin/sed -Ef
# SPDX-License-Identifier: Apache-2.0
# Links of our pages that lead out of the reference are their words alone.
s|\[([^]]*)\]\((#[^)]*\|[^):]*\.md[^)]*)\)|\1|g
