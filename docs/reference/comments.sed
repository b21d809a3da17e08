#!/bin/sed -Ef
# SPDX-License-Identifier: Apache-2.0
# Plain comments as Doxygen wants to have them.
1,/^$/{
  s|^// SPDX.*||
  /^\/\/ /{
    s|^// |/// |
  }
}
s|^( *)// ?|\1/// |
s|([;,{}]) +// |\1 ///< |
