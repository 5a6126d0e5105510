# Puts the script of the extension together: run with -D PARTS=<folder> -D ARGUMENTS=<file> -D VERSION=<version>
# -D SCRIPT=<output> -P.
#
# The parts follow each other in the order of their names. A line @creation_arguments@ in them stands for the lines of
# ARGUMENTS, which the functions that create stream tables have in common; @version@ for the version of the schema.
file(GLOB parts "${PARTS}/*.sql")
file(READ "${ARGUMENTS}" arguments)
set(script "")
foreach(part IN LISTS parts)
    file(READ "${part}" text)
    string(APPEND script "${text}")
endforeach()
string(REPLACE "@creation_arguments@\n" "${arguments}" script "${script}")
string(REPLACE "@version@" "${VERSION}" script "${script}")
file(WRITE "${SCRIPT}" "${script}")
