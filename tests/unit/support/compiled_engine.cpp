#include "unit/support/compiled_engine.hpp"

DBSP_COMPILE_ENGINE(dbsp::circuit<dbsp::functions<int>>);
