#include "property/support/operator_law.hpp"
#include "property/support/random_bags.hpp"

#include <dbsp/operator/asof_join.hpp>

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
auto const part = [](const row& r) { return r.first; };
auto const time_of = [](const row& r) { return r.second / 2; }; // several rows have one time

zset<std::pair<row, row>> looked_up(const zset<row>& a, const zset<row>& b) {
    zset<std::pair<row, row>> result;
    for (const auto& [r, w] : a) {
        const row* best = nullptr;
        for (const auto& [other, v] : b) {
            if (part(other) != part(r) || time_of(other) > time_of(r)) { continue; }
            if (best == nullptr || time_of(other) > time_of(*best) ||
                (time_of(other) == time_of(*best) && other < *best)) {
                best = &other;
            }
        }
        if (best != nullptr) { result.add({r, *best}, w); }
    }
    return result;
}
} // namespace

TEST_CASE("asof_join: incremental equals recomputed", "[operator][asof_join]") {
    check_static_operator("asof_join", bags<row, row>(6),
                          [](auto a, auto b) { return asof_join(a, b, on(part, part), time_of, time_of); });
}

TEST_CASE("asof_join: each row has the latest one that is not later", "[operator][asof_join]") {
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        engine running(asof_join(source<row>("a"), source<row>("b"), on(part, part), time_of, time_of));
        random_bag a(seed, 8);
        random_bag b(seed + 1000, 8);
        zset<std::pair<row, row>> state;
        for (int step = 0; step < 6; ++step) {
            running.input<row>("a").push(a.next());
            running.input<row>("b").push(b.next());
            state += running.step();
            INFO("seed " << seed << ", step " << step);
            REQUIRE(state == looked_up(a.state(), b.state()));
        }
    }
}

} // namespace dbsp::test
