#include <dbsp/engine/history.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <random>
#include <string>
#include <tuple>

namespace dbsp::test {

namespace {
using rows = zset<std::string>;
using moment = dbsp::detail::moment<1>;

template <class G> using kept = dbsp::detail::history<G, 1>;
template <class G> using added = dbsp::detail::added_changes<G, 1>;

std::map<std::uint32_t, rows> contents(const kept<rows>& of) {
    std::map<std::uint32_t, rows> all;
    for (const auto& one : of) { one.add_to(all[one.since.at[0]]); }
    return all;
}
bool in_order(const kept<rows>& of) {
    return std::ranges::is_sorted(of, {}, [](const auto& one) { return one.order(); });
}
} // namespace

TEST_CASE("history: is what it was until it takes in what a step has added", "[engine][history]") {
    kept<default_weight> of;
    added<default_weight> made;
    of.note(moment{{3}}, default_weight(2), made);
    of.note(moment{{5}}, default_weight(-1), made);
    CHECK(of.empty());
    of.absorb(made);
    REQUIRE(of.size() == 2);
    made.clear();
    of.note(moment{{1}}, default_weight(7), made);
    of.note(moment{{3}}, default_weight(-2), made);
    of.note(moment{{5}}, default_weight(2), made);
    CHECK(of.size() == 2);
    of.absorb(made);
    REQUIRE(of.size() == 2);
    CHECK(of[0].since == moment{{1}});
    CHECK(of[0].by == 7);
    CHECK(of[1].since == moment{{5}});
    CHECK(of[1].by == 1);
}

TEST_CASE("history: a sum that is out of range is noticed before anything has changed", "[engine][history]") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    kept<zset<int>> of;
    added<zset<int>> made;
    of.note(moment{{1}}, zset<int>{{4, most}}, made);
    of.absorb(made);
    made.clear();
    CHECK_THROWS_AS(of.note(moment{{1}}, zset<int>{{4, 1}}, made), overflow_error);
    REQUIRE(of.size() == 1);
    CHECK(of[0].by == most);
}

TEST_CASE("history: of Z-sets, has each row of a moment once, in any steps", "[engine][history]") {
    std::mt19937 random(17); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
    auto const below = [&](std::uint32_t n) { return static_cast<int>(random() % n); };
    kept<rows> of;
    std::map<std::uint32_t, rows> expected;
    for (int step = 0; step < 300; ++step) {
        added<rows> made;
        for (std::uint32_t when = 0; when < 6; ++when) {
            rows change;
            for (int left = below(4); left > 0; --left) {
                change.add("row " + std::to_string(below(5)), default_weight(below(2) == 0 ? -1 : 1));
            }
            if (below(20) == 0) { change = -expected[when]; }
            of.note(moment{{when}}, change, made);
            expected[when] += change;
        }
        of.absorb(made);
        REQUIRE(in_order(of));
        std::erase_if(expected, [](const auto& one) { return one.second.empty(); });
        std::size_t size = 0;
        for (const auto& [when, one] : expected) { size += one.size(); }
        REQUIRE(of.size() == size);
        REQUIRE(contents(of) == expected);
    }
}

} // namespace dbsp::test
