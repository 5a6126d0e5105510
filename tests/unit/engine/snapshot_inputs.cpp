#include "unit/support/saved_engines.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

namespace dbsp::test {

TEST_CASE("snapshot: a pipeline with its views", "[engine][snapshot]") {
    using views = basic_pipeline<with<snapshots>>;
    auto const make = [] {
        auto const a = share(source<item>("a"));
        return views(view("change", a), materialized_view("set", distinct(a)),
                     indexed_view("index", a, first));
    };
    views running = make();
    running.input<item>("a").push({{{1, 2}, 2}, {{3, 4}, 1}});
    running.step();
    views other = make();
    const auto& state = other.state<item>("set"); // stays valid
    restored(other, saved(running));
    CHECK(state == zset<item>{{{1, 2}, 1}, {{3, 4}, 1}});
    CHECK(other.change<item>("change") == zset<item>{{{1, 2}, 2}, {{3, 4}, 1}});
    CHECK(other.index<int, item>("index")[1] == zset<item>{{{1, 2}, 2}});
    other.input<item>("a").push({{{1, 2}, -2}});
    other.step();
    CHECK(state == zset<item>{{{3, 4}, 1}});
    CHECK(!other.index<int, item>("index").contains(1));
}

TEST_CASE("snapshot: keyed inputs and set inputs are saved with their engine", "[engine][snapshot]") {
    auto const circuit = plus(source<item>("keyed"), source<item>("set"));
    engine running(circuit, with<snapshots>{});
    keyed_input keyed(running.input<item>("keyed"), first);
    set_input set(running.input<item>("set"));
    keyed.upsert({1, 10});
    set.insert({7, 7});
    running.step();
    keyed.upsert({1, 20}); // since the last step
    set.insert({8, 8});
    std::ostringstream out;
    save(out, running, keyed, set);

    engine other(circuit, with<snapshots>{});
    keyed_input other_keyed(other.input<item>("keyed"), first);
    set_input other_set(other.input<item>("set"));
    std::istringstream in(out.str());
    restore(in, other, other_keyed, other_set);
    CHECK(other_keyed.find(1)->second == 20);
    CHECK(other_set.contains({8, 8}));
    CHECK_THROWS_AS(other_set.insert({7, 7}), key_error);
    other_set.withdraw();
    CHECK(!other_set.contains({8, 8}));
    other_keyed.withdraw();
    CHECK(other_keyed.find(1)->second == 10);
    other_keyed.erase(1);
    CHECK(other.step() == zset<item>{{{1, 10}, -1}});
}

} // namespace dbsp::test
