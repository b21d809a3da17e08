# SPDX-License-Identifier: Apache-2.0
# How every target of Reprise is compiled, and the functions that the folders call.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON)  # statement expressions, for TRY
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

option(REPRISE_TESTS "Build the tests" ON)
option(REPRISE_FUZZ "Build the fuzz targets (clang only)" OFF)
set(REPRISE_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")

# Fatal in our own builds: CMAKE_COMPILE_WARNING_AS_ERROR in CMakePresets.json.
add_compile_options(-Wall -Wextra -Wno-missing-field-initializers
                    $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees these in std::vector and std::variant where they cannot be; clang and the sanitizers look for the real ones.
  add_compile_options(-Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds
                      -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wno-gnu-statement-expression)
endif()
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
if(REPRISE_SANITIZE)
  add_compile_options(-fsanitize=${REPRISE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${REPRISE_SANITIZE})
endif()
# For tests of programs that were not built here: what they must preload for our library's sanitizer.
set(REPRISE_SANITIZER_RUNTIME "")
if(REPRISE_SANITIZE MATCHES address)
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libasan.so
    OUTPUT_VARIABLE REPRISE_SANITIZER_RUNTIME OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(REPRISE_FUZZ)
  # The counters of the second are what fuzz/work.h adds up; nothing writes a profile.
  add_compile_options(-fsanitize=fuzzer-no-link -fprofile-instr-generate)
endif()
# What Debian builds its libssl with (dpkg-buildflags, hardening=+all), and control-flow notes, which Debian 13 adds: for
# what is shipped (docs/decisions/0047-hardening.md).
set(REPRISE_HARDENING "")
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT REPRISE_SANITIZE)
  set(REPRISE_HARDENING -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -Wformat -Werror=format-security)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    list(APPEND REPRISE_HARDENING -fcf-protection)
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    list(APPEND REPRISE_HARDENING -mbranch-protection=standard)
  endif()
  add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
  include(CheckPIESupported)
  check_pie_supported()
endif()

# Build trees of one checkout share what they compile: paths do not count, and neither does the folder of the build.
find_program(CCACHE ccache)
if(CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(Threads REQUIRED)
enable_testing()
if(REPRISE_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# Headers are included as "FOLDER/name.h" or "FOLDER/ROOM/name.h", through include roots that hold one link each: a source
# sees its own root and those of what it says that it sees, and nothing else is found (docs/decisions/0003). The roots of a
# build lie in it.
function(reprise_include_root name path)
  set(root ${CMAKE_BINARY_DIR}/include-roots/${name})
  cmake_path(GET path PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/${parent})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${path} ${root}/${path} SYMBOLIC)
  set(root ${root} PARENT_SCOPE)
endfunction()

# reprise_room(FOLDER ROOM SEES room... SOURCES file... LINKS library...)
# A part of the library `reprise_FOLDER`: src/FOLDER/ROOM. It sees the rooms of its folder that it names, what these see,
# and the libraries in LINKS. Rooms are told of in order: what a room sees comes before it, so none goes round in a circle.
function(reprise_room folder room)
  cmake_parse_arguments(ARG "" "" "SEES;SOURCES;LINKS" ${ARGN})
  reprise_include_root(${folder}.${room} ${folder}/${room})
  set(roots ${root})
  foreach(seen ${ARG_SEES})
    get_property(seen_roots GLOBAL PROPERTY reprise_roots_of_${folder}_${seen})
    if(NOT seen_roots)
      message(FATAL_ERROR "${folder}/${room} sees ${folder}/${seen}, which does not come before it")
    endif()
    list(APPEND roots ${seen_roots})
  endforeach()
  list(REMOVE_DUPLICATES roots)
  set_property(GLOBAL PROPERTY reprise_roots_of_${folder}_${room} ${roots})
  set_property(GLOBAL APPEND PROPERTY reprise_roots_of_${folder} ${root})
  if(ARG_SOURCES)
    list(TRANSFORM ARG_SOURCES PREPEND ${room}/)
    add_library(reprise_${folder}_${room} OBJECT ${ARG_SOURCES})
    target_include_directories(reprise_${folder}_${room} PRIVATE ${roots})
    target_link_libraries(reprise_${folder}_${room} PRIVATE ${ARG_LINKS})
    target_compile_options(reprise_${folder}_${room} PRIVATE ${REPRISE_HARDENING})
    set_property(GLOBAL APPEND PROPERTY reprise_objects_of_${folder} $<TARGET_OBJECTS:reprise_${folder}_${room}>)
  endif()
endfunction()

# reprise_library(FOLDER SOURCES file... LINKS library...)
# One static library `reprise_FOLDER` for src/FOLDER, of these sources or of the folder's rooms.
function(reprise_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  get_property(roots GLOBAL PROPERTY reprise_roots_of_${folder})
  if(roots)
    get_property(ARG_SOURCES GLOBAL PROPERTY reprise_objects_of_${folder})
  else()
    reprise_include_root(${folder} ${folder})
    set(roots ${root})
  endif()
  if(ARG_SOURCES)
    add_library(reprise_${folder} STATIC ${ARG_SOURCES})
    target_include_directories(reprise_${folder} PUBLIC ${roots})
    target_link_libraries(reprise_${folder} PUBLIC ${ARG_LINKS})
    target_compile_options(reprise_${folder} PRIVATE ${REPRISE_HARDENING})
  else()
    add_library(reprise_${folder} INTERFACE)
    target_include_directories(reprise_${folder} INTERFACE ${roots})
    target_link_libraries(reprise_${folder} INTERFACE ${ARG_LINKS})
  endif()
endfunction()

# What tests, fuzz targets and benchmarks share: "support/FOLDER/name.h" for those that link it.
add_library(test_support INTERFACE)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include-roots/support)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/tests/support ${CMAKE_BINARY_DIR}/include-roots/support/support SYMBOLIC)
target_include_directories(test_support INTERFACE ${CMAKE_BINARY_DIR}/include-roots/support)

# Builds the test programs that start threads, for the thread sanitizer.
add_custom_target(threaded_tests)

# reprise_test(FOLDER SOURCES file... LINKS library... LABELS label...)
# One GoogleTest program `FOLDER_test`; each of its tests is a CTest test with these labels. The label `threads` is for
# programs whose tests start threads: they run under the thread sanitizer as well.
function(reprise_test folder)
  if(NOT REPRISE_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${folder}_test ${ARG_SOURCES})
  # Built in two thirds of the time; what they test is built as it is shipped.
  target_compile_options(${folder}_test PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${folder}_test PRIVATE ${ARG_LINKS} test_support GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${folder}_test TEST_PREFIX ${folder}. DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${ARG_LABELS}")
  if("threads" IN_LIST ARG_LABELS)
    add_dependencies(threaded_tests ${folder}_test)
  endif()
endfunction()

# reprise_fuzz(NAME SOURCE LINKS library...)
# A libFuzzer program `fuzz_NAME` when REPRISE_FUZZ is on; otherwise a program that replays fuzz/corpus/NAME, run as a test.
function(reprise_fuzz name source)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  add_executable(fuzz_${name} ${source})
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_LINKS} test_support)
  if(REPRISE_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    if(NOT TARGET fuzz_replay)
      add_library(fuzz_replay OBJECT ${CMAKE_SOURCE_DIR}/fuzz/replay.cc)
    endif()
    target_link_libraries(fuzz_${name} PRIVATE fuzz_replay)
    add_test(NAME fuzz.replay.${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${name})
  endif()
endfunction()
