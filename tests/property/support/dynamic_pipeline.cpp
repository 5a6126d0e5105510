#include "property/support/dynamic_machine.hpp"

#include <dbsp/engine/pipeline.hpp>

#include <stdexcept>

namespace dbsp::test {

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

std::shared_ptr<pipeline> make_views(const dynamic& circuit) {
    auto const key = [](const row& r) { return r.first; };
    return std::make_shared<pipeline>(view("set", distinct(circuit)), materialized_view("state", circuit),
                                      indexed_view("index", circuit, key));
}
} // namespace

dynamic_run run_pipeline_interrupted(const dynamic& circuit) {
    auto const views = make_views(circuit);
    auto const sum = std::make_shared<zset<row>>();
    return {"view of a pipeline whose steps fail, run-time circuit",
            [views, sum](const dynamic_stream& batches) {
                push(*views, batches);
                auto const before = views->change<row>("state");
                interrupt_until_done(
                    interruption::of_memory, [&] { views->step(); },
                    [&] {
                        check_kept(*sum, *views);
                        if (views->change<row>("state") != before) {
                            throw std::logic_error("a step that failed has changed the change");
                        }
                    });
                *sum += views->change<row>("state");
                check_kept(*sum, *views);
                return views->change<row>("state");
            }};
}

dynamic_run run_pipeline(const dynamic& circuit) {
    auto const views = make_views(circuit);
    auto const sum = std::make_shared<zset<row>>();
    return {"view of a pipeline, run-time circuit", [views, sum](const dynamic_stream& batches) {
                push(*views, batches);
                views->step();
                *sum += views->change<row>("state");
                check_kept(*sum, *views);
                return views->change<row>("state");
            }};
}

} // namespace dbsp::test
