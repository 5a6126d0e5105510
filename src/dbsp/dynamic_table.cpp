// The engine of circuits over dynamic rows, compiled once: the library dbsp::runtime.
#include <dbsp/engine/dynamic_table.hpp>

DBSP_COMPILE_ENGINE(dbsp::dynamic_table);
