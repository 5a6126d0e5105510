/// The engine of run-time circuits over numbers, compiled once in compiled_engine.cpp: for tests that run one.
#pragma once

#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/compiled.hpp>

DBSP_EXTERN_ENGINE(dbsp::circuit<dbsp::functions<int>>);
