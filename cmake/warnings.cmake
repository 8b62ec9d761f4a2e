# The warnings and hardening that every target of ours is built with (target `soleus_options`).
add_library(soleus_options INTERFACE)
target_compile_options(soleus_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wnull-dereference -Wimplicit-fallthrough
    -Wswitch-enum -Wcast-qual -Wwrite-strings -ffp-contract=off -fno-common)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_compile_options(soleus_options INTERFACE -Wjump-misses-init)
endif()
if(SOLEUS_WERROR)
    target_compile_options(soleus_options INTERFACE -Werror)
endif()
if(SOLEUS_SANITIZE)
    target_compile_options(soleus_options INTERFACE
        -fsanitize=${SOLEUS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(soleus_options INTERFACE -fsanitize=${SOLEUS_SANITIZE})
    if(SOLEUS_SANITIZE STREQUAL "thread") # GCC sees its checks of accesses as doubts of the pointer
        target_compile_options(soleus_options INTERFACE -Wno-null-dereference)
    endif()
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(soleus_options INTERFACE
        -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fPIE)
    target_link_options(soleus_options INTERFACE -pie -Wl,-z,relro,-z,now -Wl,--as-needed)
endif()
target_compile_definitions(soleus_options INTERFACE _GNU_SOURCE)
target_include_directories(soleus_options INTERFACE
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)

# soleus_library(<folder> SOURCES a.c b.c DEPENDS base json LINKS PkgConfig::JANSSON)
# A folder of src/ as a static library `soleus_<folder>`.
function(soleus_library folder)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINKS" ${ARGN})
    add_library(soleus_${folder} STATIC ${ARG_SOURCES})
    target_link_libraries(soleus_${folder} PUBLIC soleus_options)
    foreach(dependency IN LISTS ARG_DEPENDS)
        target_link_libraries(soleus_${folder} PUBLIC soleus_${dependency})
    endforeach()
    target_link_libraries(soleus_${folder} PUBLIC ${ARG_LINKS})
endfunction()

# soleus_unit_test(<folder> <file without test_ and .c> [library folders...])
# tests/unit/<folder>/test_<file>.c as the ctest `unit_<folder>_<file>`.
function(soleus_unit_test folder file)
    set(name unit_${folder}_${file})
    add_executable(${name} ${PROJECT_SOURCE_DIR}/tests/unit/${folder}/test_${file}.c)
    foreach(dependency IN LISTS ARGN)
        target_link_libraries(${name} PRIVATE soleus_${dependency})
    endforeach()
    target_link_libraries(${name} PRIVATE soleus_options PkgConfig::CMOCKA m)
    target_compile_definitions(${name} PRIVATE
        SHARED_REFERENCE="${PROJECT_SOURCE_DIR}/../shared/reference"
        SOURCE_ROOT="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
