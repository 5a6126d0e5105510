#include "property/support/operator_law.hpp"
#include "property/support/random_bags.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/operator/rolling.hpp>

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
auto const part = [](const row& r) { return r.first % 2; };
auto const time_of = [](const row& r) { return r.second - 3; };

using result_row = std::pair<row, std::tuple<std::int64_t, std::int64_t>>;

/// By the words of its definition.
zset<result_row> looked_up(const zset<row>& rows, int width) {
    zset<result_row> result;
    for (const auto& [r, w] : rows) {
        std::int64_t sum = 0;
        std::int64_t number = 0;
        for (const auto& [other, v] : rows) {
            auto const age = time_of(r) - time_of(other);
            if (part(r) != part(other) || age < 0 || age > width) { continue; }
            sum += other.second * v.value();
            number += v.value();
        }
        result.add({r, {sum, number}}, w);
    }
    return result;
}
} // namespace

TEST_CASE("rolling: incremental equals recomputed", "[operator][rolling]") {
    check_static_operator("rolling", bags<row>(6), [](auto a) {
        return rolling(a, part, time_of, 2, min([](const row& r) { return r.second; }), count());
    });
}

TEST_CASE("rolling: each row has the aggregates of the rows within the width", "[operator][rolling]") {
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        int const width = static_cast<int>(seed % 4);
        engine running(rolling(source<row>("a"), part, time_of, width,
                               sum([](const row& r) { return r.second; }), count()));
        random_bag rows(seed, 8);
        zset<result_row> state;
        for (int step = 0; step < 6; ++step) {
            running.input<row>("a").push(rows.next());
            state += running.step();
            INFO("seed " << seed << ", step " << step);
            REQUIRE(state == looked_up(rows.state(), width));
        }
    }
}

} // namespace dbsp::test
