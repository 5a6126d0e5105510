#include <dbsp/operator/join.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {
auto const matched = join(source<row>("a"), source<row>("b"), on(first_of, first_of));
struct never_null {
    std::optional<int> operator()(const std::optional<int>& x) const { return x; }
    static bool matches(const std::optional<int>& key) { return key.has_value(); }
};
} // namespace

TEST_CASE("join: pairs of rows with equal keys, weights multiplied", "[operator][join]") {
    check_two<row, row>(matched, {{{{{1, 10}, 2}}, {{{1, 7}, 3}, {{2, 8}, 1}}, {{{{1, 10}, {1, 7}}, 6}}},
                                  {{{{2, 20}, 1}}, {}, {{{{2, 20}, {2, 8}}, 1}}},
                                  {{{{1, 10}, -1}}, {}, {{{{1, 10}, {1, 7}}, -3}}}});
}

TEST_CASE("join: both sides coming at once meet once", "[operator][join]") {
    check_two<row, row>(matched, {{{{{1, 1}, 1}}, {{{1, 2}, 1}}, {{{{1, 1}, {1, 2}}, 1}}}});
}

TEST_CASE("join: a deletion on both sides cancels once", "[operator][join]") {
    check_two<row, row>(matched, {{{{{1, 1}, 1}}, {{{1, 2}, 1}}, {{{{1, 1}, {1, 2}}, 1}}},
                                  {{{{1, 1}, -1}}, {{{1, 2}, -1}}, {{{{1, 1}, {1, 2}}, -1}}}});
}

TEST_CASE("join: a row coming as its partner goes was never there", "[operator][join]") {
    check_two<row, row>(matched, {{{}, {{{1, 2}, 1}}, {}},
                                  {{{{1, 1}, 1}}, {{{1, 2}, -1}}, {}},
                                  {{}, {{{1, 3}, 1}}, {{{{1, 1}, {1, 3}}, 1}}}});
}

TEST_CASE("join: two negative weights make a positive one", "[operator][join]") {
    check_two<row, row>(matched, {{{{{1, 1}, -1}}, {{{1, 2}, -1}}, {{{{1, 1}, {1, 2}}, 1}}}});
}

TEST_CASE("join: the residual condition decides on the pair", "[operator][join]") {
    auto const smaller = [](const row& a, const row& b) { return a.second < b.second; };
    auto const second = [](const row& a, const row& b) { return row{a.second, b.second}; };
    auto const c = join(source<row>("a"), source<row>("b"), on(first_of, first_of, smaller), second);
    check_two<row, row>(c, {{{{{1, 5}, 1}}, {{{1, 4}, 1}, {{1, 6}, 1}}, {{{5, 6}, 1}}},
                            {{{{1, 3}, 1}}, {}, {{{3, 4}, 1}, {{3, 6}, 1}}}});
}

TEST_CASE(
    "join: an empty optional is a key like others, unless the key function says that it matches nothing",
    "[operator][join]") {
    using maybe = std::optional<int>;
    auto const a = source<maybe>("a");
    auto const b = source<maybe>("b");
    std::vector<std::tuple<zset<maybe>, zset<maybe>, zset<maybe>>> const steps{
        {{{std::nullopt, 1}, {1, 1}}, {{std::nullopt, 1}, {1, 1}}, {{1, 1}}}};
    check_two<maybe, maybe>(join(a, b, on(never_null{}, never_null{}), first_of_pair{}), steps);
    check_two<maybe, maybe>(
        join(a, b, on(identity_fn{}, identity_fn{}), first_of_pair{}),
        {{{{std::nullopt, 1}, {1, 1}}, {{std::nullopt, 1}, {1, 1}}, {{1, 1}, {std::nullopt, 1}}}});
}

TEST_CASE("join: a product of weights that does not fit is an error", "[operator][join]") {
    engine machine(matched);
    machine.input<row>("a").push({1, 1}, std::int64_t{1} << 40);
    machine.input<row>("b").push({1, 1}, std::int64_t{1} << 40);
    CHECK_THROWS_MATCHES(machine.step(), overflow_error,
                         MessageMatches(ContainsSubstring("integer overflow in multiplication")));
}

} // namespace dbsp::test
