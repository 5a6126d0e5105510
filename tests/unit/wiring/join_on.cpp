#include <dbsp/circuit/circuit.hpp>
#include <dbsp/wiring/join_on.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("on: keys and, if wanted, a condition", "[wiring][join_on]") {
    auto const key = [](const row& r) { return r.first; };
    auto const plain = on(key, key);
    auto const with = on(key, key, [](const row& a, const row& b) { return a.second < b.second; });
    CHECK(dbsp::detail::is_match(plain, row{1, 5}, row{1, 3}));
    CHECK_FALSE(dbsp::detail::is_match(plain, row{1, 5}, row{2, 5}));
    CHECK_FALSE(dbsp::detail::is_match(with, row{1, 5}, row{1, 3}));
    CHECK(dbsp::detail::is_match(with, row{1, 5}, row{1, 6}));
}

TEST_CASE("flip: exchanges the sides, condition and all", "[wiring][join_on]") {
    auto const match = on([](const row& r) { return r.first; }, [](const row& r) { return r.second; },
                          [](const row& a, const row& b) { return a.second < b.first; });
    row const a{7, 1};
    row const b{2, 7};
    CHECK(dbsp::detail::is_match(match, a, b));
    CHECK(dbsp::detail::is_match(flip(match), b, a));
    CHECK_FALSE(dbsp::detail::is_match(flip(match), a, b));
    CHECK(dbsp::detail::is_match(flip(flip(match)), a, b));
}

TEST_CASE("flip: of a run-time match keeps its type, and an empty condition empty", "[wiring][join_on]") {
    using runtime = circuit<functions<row>>;
    auto const keys = dbsp::detail::store_on<runtime>("join", on(identity_fn{}, identity_fn{}));
    auto const with = dbsp::detail::store_on<runtime>(
        "join",
        on(identity_fn{}, identity_fn{}, [](const row& a, const row& b) { return a.second < b.second; }));
    STATIC_REQUIRE(std::same_as<decltype(keys), decltype(with)>);
    CHECK_FALSE(is_condition(flip(keys).condition));
    CHECK(is_condition(flip(with).condition));
    CHECK(flip(with).condition({1, 2}, {1, 1}));
}

TEST_CASE("join_on: a key is joinable if neither side refuses it", "[wiring][join_on]") {
    struct never {
        int operator()(int i) const { return i; }
        static bool matches(int) { return false; }
    };
    CHECK(on(identity_fn{}, identity_fn{}).joinable(1));
    CHECK_FALSE(on(never{}, identity_fn{}).joinable(1));
    CHECK_FALSE(on(identity_fn{}, never{}).joinable(1));
}

} // namespace dbsp::test
