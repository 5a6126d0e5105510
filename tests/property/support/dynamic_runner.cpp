#include "property/support/dynamic_runner.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("run-time circuits run in each way", "[support]") {
    auto const swap = [](const row& r) { return row{r.second, r.first}; };
    auto const circuit = distinct(map(source<dynamic>("a"), swap) + source<dynamic>("b"));
    dynamic_stream const first{{zset<row>{{{1, 2}, 1}}, zset<row>{{{2, 1}, 1}, {{3, 3}, 1}}}};
    dynamic_stream const second{{zset<row>{{{1, 2}, -1}}, zset<row>{{{3, 3}, -1}}}};
    for (auto const& run :
         {evaluate_recomputed(circuit), evaluate_incremental(circuit), run_engine(circuit),
          run_engine_in_pieces(circuit), run_pipeline(circuit), run_engine_restored(circuit)}) {
        INFO(run.name);
        CHECK(run.step(first) == zset<row>{{{2, 1}, 1}, {{3, 3}, 1}});
        CHECK(run.step(second) == zset<row>{{{3, 3}, -1}});
    }
    CHECK(evaluate(circuit).step(second).empty());
}

} // namespace dbsp::test
