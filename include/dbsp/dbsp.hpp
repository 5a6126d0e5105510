/// All of the library, but for the mathematics of streams (dbsp/stream.hpp).
#pragma once

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/fold.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/concept/product_group.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/operator/mutual_fixpoint.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/print.hpp>
#include <dbsp/pass/recompute.hpp>
#include <dbsp/pass/simplify.hpp>
#include <dbsp/row/row.hpp>
#include <dbsp/version.hpp>
#include <dbsp/zset/indexed_zset.hpp>
#include <dbsp/zset/ordered_index.hpp>
