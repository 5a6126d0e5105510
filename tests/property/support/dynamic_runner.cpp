#include "property/support/dynamic_runner.hpp"

#include <dbsp/engine/pipeline.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>

namespace dbsp::test {

namespace {
template <class Machine> void push(Machine& machine, const dynamic_stream& batches) {
    for (const auto& batch : batches) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            machine.template input<row>(input_name(i)).push(batch[i]);
        }
    }
}

template <class Machine> dynamic_run run(std::string name, std::shared_ptr<Machine> machine) {
    return {std::move(name), [machine](const dynamic_stream& batches) -> zset<row> {
                push(*machine, batches);
                return machine->step();
            }};
}
} // namespace

dynamic_run evaluate(const dynamic& circuit) {
    return run("evaluator, run-time circuit", std::make_shared<evaluator<dynamic>>(circuit));
}
dynamic_run evaluate_recomputed(const dynamic& circuit) {
    return run("recomputed, run-time circuit", std::make_shared<evaluator<dynamic>>(recompute(circuit)));
}
dynamic_run evaluate_incremental(const dynamic& circuit) {
    return run("incrementalized, run-time circuit",
               std::make_shared<evaluator<dynamic>>(incrementalize(circuit)));
}
dynamic_run run_engine(const dynamic& circuit) {
    return run("engine, run-time circuit", std::make_shared<engine<dynamic>>(circuit));
}
dynamic_run run_engine_in_pieces(const dynamic& circuit) {
    auto const machine = std::make_shared<engine<dynamic>>(circuit);
    return {"engine in pieces, run-time circuit", [machine](const dynamic_stream& batches) {
                push(*machine, batches);
                zset<row> change;
                machine->step([&](const row& r, const default_weight& w) { change.add(r, w); });
                return change;
            }};
}

namespace {
void check_kept(const zset<row>& sum, const pipeline& views) {
    if (views.state<row>("state") != sum) {
        throw std::logic_error("the state is not the sum of the changes");
    }
    const auto& index = views.index<int, row>("index");
    zset<row> all;
    for (const auto& [key, group] : index) {
        for (const auto& [one, w] : group) {
            if (one.first == key) { all.add(one, w); }
        }
    }
    if (all != sum) { throw std::logic_error("the index is not the sum of the changes, by their keys"); }
}
} // namespace

dynamic_run run_pipeline(const dynamic& circuit) {
    auto const key = [](const row& r) { return r.first; };
    auto const views =
        std::make_shared<pipeline>(view("set", distinct(circuit)), materialized_view("state", circuit),
                                   indexed_view("index", circuit, key));
    auto const sum = std::make_shared<zset<row>>();
    return {"view of a pipeline, run-time circuit", [views, sum](const dynamic_stream& batches) {
                push(*views, batches);
                views->step();
                *sum += views->change<row>("state");
                check_kept(*sum, *views);
                return views->change<row>("state");
            }};
}

TEST_CASE("run-time circuits run in each way", "[support]") {
    auto const swap = [](const row& r) { return row{r.second, r.first}; };
    auto const circuit = distinct(map(source<dynamic>("a"), swap) + source<dynamic>("b"));
    dynamic_stream const first{{zset<row>{{{1, 2}, 1}}, zset<row>{{{2, 1}, 1}, {{3, 3}, 1}}}};
    dynamic_stream const second{{zset<row>{{{1, 2}, -1}}, zset<row>{{{3, 3}, -1}}}};
    for (auto const& run : {evaluate_recomputed(circuit), evaluate_incremental(circuit), run_engine(circuit),
                            run_engine_in_pieces(circuit), run_pipeline(circuit)}) {
        INFO(run.name);
        CHECK(run.step(first) == zset<row>{{{2, 1}, 1}, {{3, 3}, 1}});
        CHECK(run.step(second) == zset<row>{{{3, 3}, -1}});
    }
    CHECK(evaluate(circuit).step(second).empty());
}

} // namespace dbsp::test
