#include <dbsp/zset/staging.hpp>

#include <catch2/catch_test_macros.hpp>

#include <ranges>
#include <string>
#include <vector>

namespace dbsp::test {

using dbsp::detail::staging;

namespace {
/// A Z-set whose changes are staged, beside one to which they are added at once.
struct staged {
    zset<std::string> z;
    zset<std::string> expected;
    std::vector<staging::change<default_weight>> made;

    void add(int i, int w) {
        made.push_back(staging::add(z, std::to_string(i), default_weight(w)));
        expected.add(std::to_string(i), w);
    }
    void commit() {
        for (const auto& one : made) {
            if (one.zero) { staging::purge(z, one.at); }
        }
        made.clear();
        CHECK(z == expected);
    }
    void rollback(const zset<std::string>& before) {
        for (const auto& one : made | std::views::reverse) { staging::take_back(z, one); }
        made.clear();
        expected = before;
        CHECK(z == expected);
    }
};
} // namespace

TEST_CASE("staging: what has become zero stays until it is purged", "[zset][staging]") {
    staged s;
    s.add(1, 1);
    s.add(1, -1);
    CHECK(s.z.size() == 1);
    CHECK(s.z["1"] == 0);
    s.commit();
    CHECK(s.z.empty());
}

TEST_CASE("staging: commits and rollbacks of random changes, small and large", "[zset][staging]") {
    for (int const keys : {8, 200}) {
        staged s;
        std::uint32_t random = 3;
        auto const next = [&random](std::uint32_t n) {
            random = random * 1664525U + 1013904223U;
            return static_cast<int>((random >> 16U) % n);
        };
        for (int step = 0; step < 200; ++step) {
            auto const before = s.expected;
            for (int i = next(40); i > 0; --i) {
                auto const key = next(static_cast<std::uint32_t>(keys));
                auto const now = s.z[std::to_string(key)].value();
                s.add(key, now != 0 && next(2) == 0 ? -static_cast<int>(now) : 1 + next(2));
            }
            if (step % 2 == 0) {
                s.commit();
            } else {
                s.rollback(before);
            }
        }
    }
}

TEST_CASE("staging: a sum that overflows changes nothing", "[zset][staging]") {
    using narrow = checked<std::int8_t>;
    zset<int, narrow> z{{1, narrow(127)}};
    CHECK_THROWS_AS(staging::add(z, 1, narrow(1)), overflow_error);
    CHECK(z == zset<int, narrow>{{1, narrow(127)}});
}

} // namespace dbsp::test
