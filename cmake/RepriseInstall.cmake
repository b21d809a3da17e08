# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where: the C++ library, its headers, and what CMake and pkg-config know it by. Not
# libssl.so.3: that would take the place of the system's.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

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
