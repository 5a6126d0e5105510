/// All of the library, but for the mathematics of streams (dbsp/stream.hpp).
#pragma once

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/fold.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/circuit/incrementalize.hpp>
#include <dbsp/circuit/print.hpp>
#include <dbsp/circuit/recompute.hpp>
#include <dbsp/circuit/simplify.hpp>
#include <dbsp/concept/product_group.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/row/row.hpp>
#include <dbsp/version.hpp>
#include <dbsp/zset/indexed_zset.hpp>
