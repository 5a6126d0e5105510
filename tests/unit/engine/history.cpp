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

/// A history, and one step at a time.
template <class G> struct stepped {
    kept<G> of;
    dbsp::detail::known_totals<G, 1> totals;
    std::uint32_t first = 0;

    void note(std::uint32_t when, const G& by) { of.note(moment{{when}}, by, first, totals); }
    void commit() {
        of.absorb(first, totals);
        begin();
    }
    void rollback() {
        of.roll_back(first);
        begin();
    }

  private:
    void begin() {
        totals.clear();
        first = of.size();
    }
};

std::map<std::uint32_t, rows> contents(const kept<rows>& of) {
    std::map<std::uint32_t, rows> all;
    for (const auto& one : of) { one.add_to(all[one.since.at[0]]); }
    return all;
}
bool in_order(const kept<rows>& of) {
    return std::ranges::is_sorted(of, {}, [](const auto& one) { return one.order(); });
}
} // namespace

TEST_CASE("history: the changes of a step stand behind those of before until the commit",
          "[engine][history]") {
    stepped<default_weight> it;
    it.note(3, 2);
    it.note(5, -1);
    it.commit();
    REQUIRE(it.of.size() == 2);
    it.note(1, 7);
    it.note(3, -2);
    it.note(5, 2);
    REQUIRE(it.of.size() == 5);
    CHECK(it.of[0].by == 2);
    CHECK(it.of[1].by == -1);
    it.commit();
    REQUIRE(it.of.size() == 2);
    CHECK(it.of[0].since == moment{{1}});
    CHECK(it.of[0].by == 7);
    CHECK(it.of[1].since == moment{{5}});
    CHECK(it.of[1].by == 1);
}

TEST_CASE("history: a sum that is out of range is noticed before the commit, and rolled back",
          "[engine][history]") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    stepped<zset<int>> it;
    it.note(1, {{4, most}});
    it.commit();
    it.note(0, {{5, 1}});
    CHECK_THROWS_AS(it.note(1, {{4, 1}}), overflow_error);
    it.rollback();
    REQUIRE(it.of.size() == 1);
    CHECK(it.of[0].by == most);
}

TEST_CASE("history: takes no memory besides its list", "[engine][history]") {
    stepped<default_weight> it;
    it.note(3, 2);
    CHECK(it.of.allocated() == 0); // one small change stands in the group itself
    it.note(4, 2);
    CHECK(it.totals.capacity() == 0);
    auto const allocated = it.of.allocated();
    it.commit();
    CHECK(it.of.allocated() == allocated);
}

TEST_CASE("history: of Z-sets, has each row of a moment once, in any steps", "[engine][history]") {
    std::mt19937 random(17); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
    auto const below = [&](std::uint32_t n) { return static_cast<int>(random() % n); };
    stepped<rows> it;
    const auto& of = it.of;
    std::map<std::uint32_t, rows> expected;
    for (int step = 0; step < 300; ++step) {
        auto const before = expected;
        bool const fails = below(4) == 0;
        for (std::uint32_t when = 0; when < 6; ++when) {
            rows change;
            for (int left = below(4); left > 0; --left) {
                change.add("row " + std::to_string(below(5)), default_weight(below(2) == 0 ? -1 : 1));
            }
            if (below(20) == 0) { change = -expected[when]; }
            it.note(when, change);
            expected[when] += change;
        }
        if (fails) {
            it.rollback();
            expected = before;
        } else {
            it.commit();
        }
        REQUIRE(in_order(of));
        std::erase_if(expected, [](const auto& one) { return one.second.empty(); });
        std::size_t size = 0;
        for (const auto& [when, one] : expected) { size += one.size(); }
        REQUIRE(of.size() == size);
        REQUIRE(contents(of) == expected);
    }
}

} // namespace dbsp::test
