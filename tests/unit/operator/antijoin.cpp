#include <dbsp/operator/antijoin.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
struct never_null {
    std::optional<int> operator()(const std::optional<int>& x) const { return x; }
    static bool matches(const std::optional<int>& key) { return key.has_value(); }
};
} // namespace

TEST_CASE("antijoin: keeps what has no partner", "[operator][antijoin]") {
    auto const c = antijoin(source<row>("a"), source<int>("b"), on(first_of, identity_fn{}));
    check_two<row, int>(c, {{{{{1, 1}, 2}, {{2, 2}, 1}}, {{1, 1}}, {{{2, 2}, 1}}},
                            {{}, {{1, -1}, {2, 1}}, {{{1, 1}, 2}, {{2, 2}, -1}}},
                            {{{{1, 1}, -2}}, {{1, 1}}, {{{1, 1}, -2}}}});
}

TEST_CASE("antijoin: a null key has no partner when it matches nothing", "[operator][antijoin]") {
    using maybe = std::optional<int>;
    auto const c = antijoin(source<maybe>("a"), source<maybe>("b"), on(never_null{}, never_null{}));
    check_two<maybe, maybe>(
        c, {{{{std::nullopt, 1}, {1, 1}}, {{std::nullopt, 1}, {1, 1}}, {{std::nullopt, 1}}}});
}

} // namespace dbsp::test
