# Installs dbsp into a scratch folder, then configures, builds and runs a foreign project that finds it there.
#
# Usage: cmake -D BUILD=<build folder> -D SCRATCH=<folder> -D COMPILER=<path> -D VERSION=<x.y.z> -P run.cmake
function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${SCRATCH}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${SCRATCH}/prefix" --component dbsp)
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${SCRATCH}/prefix" --component dbsp_runtime)
run("${CMAKE_COMMAND}"
    -S "${CMAKE_CURRENT_LIST_DIR}/foreign"
    -B "${SCRATCH}/build"
    -G Ninja
    -D "CMAKE_PREFIX_PATH=${SCRATCH}/prefix"
    -D "CMAKE_CXX_COMPILER=${COMPILER}"
    -D "EXPECTED_PREFIX=${SCRATCH}/prefix"
    -D "EXPECTED_VERSION=${VERSION}"
)
run("${CMAKE_COMMAND}" --build "${SCRATCH}/build")
run("${SCRATCH}/build/foreign")
run("${SCRATCH}/build/foreign_runtime")
