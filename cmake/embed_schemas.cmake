# Files that become part of the program.
include_guard(GLOBAL)
set(SOLEUS_EMBED_FOLDER ${CMAKE_CURRENT_LIST_DIR}/embed)

# soleus_embed_tool_schemas(<target> a.json b.json ...)
# A static library <target> with the tool definitions; #include "tool_schemas.h". Every definition is checked
# while building, a wrong one stops the build. Editing one rebuilds.
function(soleus_embed_tool_schemas target)
    if(NOT TARGET soleus_embed)
        add_executable(soleus_embed EXCLUDE_FROM_ALL ${SOLEUS_EMBED_FOLDER}/embed_tool.c)
        target_link_libraries(soleus_embed PRIVATE soleus_options soleus_json)
    endif()
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded)
    file(MAKE_DIRECTORY ${folder})
    set(files)
    foreach(file IN LISTS ARGN)
        cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
        list(APPEND files ${file})
    endforeach()
    add_custom_command(
        OUTPUT ${folder}/tool_schemas.c ${folder}/tool_schemas.h
        COMMAND soleus_embed ${folder} ${files}
        DEPENDS soleus_embed ${files}
        COMMENT "Checking and embedding the tool definitions" VERBATIM)
    add_library(${target} STATIC ${folder}/tool_schemas.c ${folder}/tool_schemas.h)
    target_include_directories(${target} PUBLIC ${folder})
    target_link_libraries(${target} PRIVATE soleus_options)
endfunction()

# soleus_embed_file(<target> <symbol> <file>)
# Adds one file, byte for byte, to an existing target (of the same folder; the file may be made by the build). #include "<symbol>.h" declares
# `extern const unsigned char <symbol>[]` (a zero byte follows) and `extern const size_t <symbol>_n_bytes`.
function(soleus_embed_file target symbol file)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded)
    set(SYMBOL ${symbol})
    set(SYMBOL_PATH ${file})
    configure_file(${SOLEUS_EMBED_FOLDER}/embed_file.c.in ${folder}/${symbol}.c @ONLY)
    configure_file(${SOLEUS_EMBED_FOLDER}/embed_file.h.in ${folder}/${symbol}.h @ONLY)
    set_source_files_properties(${folder}/${symbol}.c PROPERTIES OBJECT_DEPENDS ${file})
    target_sources(${target} PRIVATE ${folder}/${symbol}.c)
    target_include_directories(${target} PUBLIC ${folder})
endfunction()
