/// Run-time circuits for tests, all over one row type, so that their evaluator and engine are compiled once
/// (dynamic_*.cpp) and not in each test.
#pragma once

#include <dbsp/circuit/circuit.hpp>

#include "property/support/interruption.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::test {

/// The rows of the run-time circuits of all tests.
using row = std::pair<int, int>;
using dynamic = circuit<functions<row>>;

/// What happens to the inputs at one step: a change for each of them.  They are called "a", "b", "c", ...
using dynamic_batch = std::vector<zset<row>>;
using dynamic_stream = std::vector<dynamic_batch>;

inline std::string input_name(std::size_t index) { return std::string(1, static_cast<char>('a' + index)); }

/// A way to run a circuit: pushes the batches into the inputs, makes one step, gives the change of the output.
struct dynamic_run {
    std::string name;
    std::function<zset<row>(const dynamic_stream& batches)> step;
};

/// The circuit as it stands, as the stream function that it denotes.
dynamic_run evaluate(const dynamic& circuit);
/// By the evaluator of `recompute(circuit)` and of `incrementalize(circuit)`.
dynamic_run evaluate_recomputed(const dynamic& circuit);
dynamic_run evaluate_incremental(const dynamic& circuit);
/// By the engine: `step()`, and `step(out)` with its pieces added up.
dynamic_run run_engine(const dynamic& circuit);
dynamic_run run_engine_in_pieces(const dynamic& circuit);
/// By the engine, each step of which fails ever later, at an allocation or at an `interruption_point`, until it succeeds.
dynamic_run run_engine_interrupted(const dynamic& circuit, interruption kind);
/// By so many workers, each step by threads; and by three that take turns, each step of which fails ever later for lack of memory.
dynamic_run run_parallel(const dynamic& circuit, std::size_t count);
dynamic_run run_parallel_interrupted(const dynamic& circuit);
/// By the engine, a fresh one in each step, into which the one of the step before is restored from its bytes.
dynamic_run run_engine_restored(const dynamic& circuit);
/// By the engine, whose states are on disk as far as they take more memory than this, in bytes; and so that each step fails ever later, for
/// lack of memory and then at a call of the store.
dynamic_run run_engine_spilled(const dynamic& circuit, std::uint64_t memory);
dynamic_run run_engine_spilled_interrupted(const dynamic& circuit);
/// As one view of several of a pipeline, which share all of it.  Throws where what the views keep is not the sum of the changes.
dynamic_run run_pipeline(const dynamic& circuit);
/// The same with steps that fail ever later for lack of memory.  Throws where one that fails changes what the views give.
dynamic_run run_pipeline_interrupted(const dynamic& circuit);

} // namespace dbsp::test
