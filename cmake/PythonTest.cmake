include(Interpreter)

# pgt_add_python_test(<name> <script below tests/> <arguments>...)
#
# Registers a test that is a Python script. Its label is the first part of its name.
function(pgt_add_python_test name script)
    add_test(NAME ${name} COMMAND Python3::Interpreter -B "${PROJECT_SOURCE_DIR}/tests/${script}" ${ARGN})
    string(REGEX REPLACE "\\..*" "" label "${name}")
    set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 300)
endfunction()
