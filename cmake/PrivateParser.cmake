# pgt_private_parser(<target> <parser>)
#
# Makes one object file of the static library <parser> and of libpg_query, in which only names of namespace pgt are
# global; what links the interface library <target>, which this adds, gets it, and the library
# pgt::pgt, which the parser needs and which has to stand behind it.
#
# libpg_query holds copies of the server's own functions, palloc and errstart among them. In a module that the server
# loads they must bind to each other and to nothing else: linked plainly, either the server's are called on the
# parser's data or the reverse, and the first parse crashes.
#
# Groups of sections, which templates and inline functions come in, are dissolved: a group whose key has become local
# would be dropped in favour of one of the same name elsewhere, together with what the object itself needs.
function(pgt_private_parser target parser)
    set(joined "${CMAKE_CURRENT_BINARY_DIR}/${parser}_joined.o")
    set(private "${CMAKE_CURRENT_BINARY_DIR}/${parser}_private.o")
    add_custom_command(
        OUTPUT "${private}"
        COMMAND
            "${CMAKE_LINKER}" -r --force-group-allocation -o "${joined}" --whole-archive $<TARGET_FILE:${parser}>
            --no-whole-archive "${PgQuery_LIBRARY}"
        COMMAND
            "${CMAKE_OBJCOPY}" --wildcard --keep-global-symbol=_ZN*3pgt* --keep-global-symbol=_ZT[ISV]N3pgt*
            "${joined}" "${private}"
        DEPENDS ${parser} "${PgQuery_LIBRARY}"
        COMMENT "Making the parser private"
        VERBATIM
    )
    add_custom_target(${target}_object DEPENDS "${private}")
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE "${private}" pgt::pgt)
    add_dependencies(${target} ${target}_object)
endfunction()
