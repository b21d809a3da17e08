# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where, by components. `command`: the command, and libssl.so.3 in a folder where the linker
# finds it only when asked to, else it would take the place of the system's. `development`: the C++ library, its headers, and
# what CMake and pkg-config know it by.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(TARGETS reprise COMPONENT command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Where the command looks, whatever the system calls its folder of libraries (src/cli/library_place.cc).
install(PROGRAMS $<TARGET_FILE:ssl> COMPONENT command DESTINATION lib/reprise RENAME libssl.so.3)
install(FILES docs/man/reprise.1 COMPONENT command DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Reprise)
install(TARGETS libreprise EXPORT RepriseConfig LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT RepriseConfig NAMESPACE Reprise:: DESTINATION ${package_dir})
install(DIRECTORY include/reprise DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES include/reprise_libssl.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})  # for programs of libssl

set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pkgconfig /${pkgconfig_dir} /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/reprise.pc.in ${CMAKE_BINARY_DIR}/reprise.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/reprise.pc DESTINATION ${pkgconfig_dir})

write_basic_package_version_file(${CMAKE_BINARY_DIR}/RepriseConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/RepriseConfigVersion.cmake DESTINATION ${package_dir})
