/// Views of a pipeline, against the engines of their circuits, and what is kept against the sums of changes.
#include "../laws.hpp"

#include <dbsp/engine/pipeline.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>

using namespace dbsp;
using namespace laws;

namespace {

/// The rows of the index with keys from `low` to `high`.
rows within(const ordered_index<int, row>& index, int low, int high) {
    rows found;
    for (const auto& [key, group] : index.between(low, high)) { found += group; }
    return found;
}
rows searched(const rows& all, int low, int high) {
    rows found;
    for (const auto& [one, w] : all) {
        if (low <= one.first && one.first <= high) { found.add(one, w); }
    }
    return found;
}

template <class Machine> void push(Machine& machine, const batch& in) {
    machine.template input<row>("a").push(in.a);
    machine.template input<row>("b").push(in.b);
}

void pipeline_laws(const stream& in) {
    auto const joined = share(join(a, b, on(first{}, first{}), ends{}));
    auto const set = distinct(joined);
    pipeline views(materialized_view("joined", joined), indexed_view("by first", joined, first{}),
                   view("set", set));
    engine joins(joined);
    engine sets(set);
    rows sum;
    for (const auto& batch : in) {
        push(views, batch);
        push(joins, batch);
        push(sets, batch);
        views.step();
        sum += joins.step();
        require(views.change<row>("set") == sets.step(), "pipeline: a view changes as its engine says");
        require(views.state<row>("joined") == sum, "pipeline: a state is the sum of the changes");
        const auto& index = views.index<int, row>("by first");
        require(within(index, 1, 2) == searched(sum, 1, 2), "pipeline: an index has the rows of its keys");
        require(within(index, 2, 1).empty(), "pipeline: no key is between a higher and a lower one");
    }
}

} // namespace

int main() {
    for (std::uint32_t seed = 0; seed < 16; ++seed) { pipeline_laws(random_stream(seed, kind::any)); }
    return failures == 0 ? 0 : 1;
}
