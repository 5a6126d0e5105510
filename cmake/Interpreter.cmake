# Finds Python as the program itself: what PATH names may be a script that looks for one at each start, which takes longer than many tests.
if(NOT Python3_EXECUTABLE)
    find_program(PGT_PYTHON python3 REQUIRED)
    mark_as_advanced(PGT_PYTHON)
    execute_process(
        COMMAND "${PGT_PYTHON}" -I -S -c "import sys; print(sys.executable, end='')"
        OUTPUT_VARIABLE Python3_EXECUTABLE COMMAND_ERROR_IS_FATAL ANY)
endif()
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
