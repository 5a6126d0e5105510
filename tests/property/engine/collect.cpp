#include "property/support/dynamic_runner.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/wiring/closing.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <random>

namespace dbsp::test {

namespace {
auto const number = [](const row& r) { return r.second; };
auto const itself = [](int key) { return key; };
auto const by_time = closing([](const row& r) { return r.first; }, itself);

/// Every kind of operator whose keys may close.
auto windows() {
    auto const a = share(source<row>("a"));
    auto const totals = a | group_by(by_time) | aggregate(count(), max(number));
    auto const best = a | group_by(by_time) | top_k(2);
    return join(totals, best, on(closing([](const auto& t) { return t.first; }, itself), [](const row& r) {
                    return r.first;
                }));
}

/// Insertions and deletions at the times from `from` on.
zset<row> change_from(int from, std::vector<row>& rows, std::mt19937& numbers) {
    std::erase_if(rows, [&](const row& r) { return r.first < from; });
    zset<row> change;
    for (auto left = numbers() % 5; left > 0; --left) {
        if (!rows.empty() && numbers() % 3 == 0) {
            auto const gone = rows.begin() + static_cast<std::ptrdiff_t>(numbers() % rows.size());
            change.add(*gone, -1);
            rows.erase(gone);
        } else {
            rows.emplace_back(from + static_cast<int>(numbers() % 4), static_cast<int>(numbers() % 3));
            change.add(rows.back(), 1);
        }
    }
    return change;
}
} // namespace

TEST_CASE("collect: as long as nothing comes too late, steps give what they give without",
          "[engine][collect]") {
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        std::mt19937 numbers(seed);
        engine whole(windows());
        engine collecting(windows());
        std::vector<row> rows;
        int from = 0;
        for (int step = 0; step < 15; ++step) {
            auto const change = change_from(from, rows, numbers);
            whole.input<row>("a").push(change);
            collecting.input<row>("a").push(change);
            INFO("seed " << seed << ", step " << step);
            REQUIRE(collecting.step() == whole.step());
            from += static_cast<int>(numbers() % 3);
            collecting.collect(from - 1);
        }
    }
}

} // namespace dbsp::test
