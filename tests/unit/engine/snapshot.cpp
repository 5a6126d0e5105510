#include "unit/support/saved_engines.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("snapshot: a restored engine goes on as the one that was saved", "[engine][snapshot]") {
    auto const circuit = mixed();
    engine running(circuit, with<snapshots>{});
    first_steps(running);
    running.input<item>("b").push({{{2, 80}, -3}}); // staged: it is saved, too
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (auto* machine : {&running, &other}) {
        machine->input<item>("a").push({{{1, 2}, -1}, {{2, 9}, -1}, {{2, 1}, 4}});
    }
    auto const expected = zset(running.step());
    CHECK(!expected.empty());
    CHECK(other.step() == expected);
    for (auto* machine : {&running, &other}) { machine->input<item>("b").erase({1, 70}); }
    auto const last = zset(running.step());
    CHECK(!last.empty());
    CHECK(other.step() == last);
}

TEST_CASE("snapshot: restoring replaces what was there", "[engine][snapshot]") {
    auto const circuit = distinct(source<int>("a"));
    engine running(circuit, with<snapshots>{});
    running.input<int>("a").insert(1);
    running.step();
    auto const one = saved(running);
    running.input<int>("a").insert(2);
    running.step();
    running.input<int>("a").insert(3);
    restored(running, one);
    CHECK(running.step().empty());
    running.input<int>("a").push({{1, 1}, {2, 1}});
    CHECK(running.step() == zset<int>{{2, 1}});
}
TEST_CASE("snapshot: one that is damaged changes nothing", "[engine][snapshot]") {
    auto const circuit = mixed();
    engine running(circuit, with<snapshots>{});
    first_steps(running);
    auto const whole = saved(running);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        auto flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
        INFO(at);
        CHECK_THROWS_AS(restored(running, flipped), snapshot_error);
        CHECK_THROWS_AS(restored(running, whole.substr(0, at)), snapshot_error);
    }
    CHECK(saved(running) == whole);
}

} // namespace dbsp::test
