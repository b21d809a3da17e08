# SPDX-License-Identifier: Apache-2.0
# Whose libssl ours takes the place of: by the headers found, from src/capi/systems.tsv. Sets REPRISE_SYSTEM, its name, and
# REPRISE_LIBSSL, the library's (docs/decisions/0110-one-tree-for-all-systems.md).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(symbols_py ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/src/capi/symbols.py)
set(symbols_tsv ${CMAKE_SOURCE_DIR}/src/capi/symbols.tsv)
set(systems_tsv ${CMAKE_SOURCE_DIR}/src/capi/systems.tsv)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${systems_tsv})
execute_process(COMMAND ${symbols_py} system ${symbols_tsv} ${OPENSSL_VERSION}
  OUTPUT_VARIABLE REPRISE_SYSTEM OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${systems_tsv} system_row REGEX "^${REPRISE_SYSTEM}\t")
string(REGEX MATCH "libssl\\.so\\.[0-9]+" REPRISE_LIBSSL "${system_row}")
message(STATUS "Takes the place of OpenSSL ${REPRISE_SYSTEM}'s ${REPRISE_LIBSSL}")
