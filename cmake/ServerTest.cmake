# Tests that need a server with the extension share one: the fixture "server" starts it in build/<preset>/server before
# the first of them and stops it after the last.

set(PGT_TEST_SERVER "${PROJECT_BINARY_DIR}/server")

pgt_add_python_test(server.start support/postgres.py start "${PGT_TEST_SERVER}" --stage "${PROJECT_BINARY_DIR}/stage")
pgt_add_python_test(server.stop support/postgres.py stop "${PGT_TEST_SERVER}")
set_tests_properties(server.start PROPERTIES FIXTURES_SETUP server)
set_tests_properties(server.stop PROPERTIES FIXTURES_CLEANUP server)

# pgt_add_server_test(<name> <script below tests/> <arguments>...)
#
# Registers a Python script as a test that finds the server running in ${PGT_TEST_SERVER}.
function(pgt_add_server_test name script)
    pgt_add_python_test(${name} ${script} ${ARGN})
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED server)
endfunction()
