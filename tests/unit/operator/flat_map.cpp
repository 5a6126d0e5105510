#include <dbsp/operator/flat_map.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("flat_map: as many rows as the function gives, with the weight of theirs", "[operator][flat_map]") {
    auto const repeat =
        flat_map(source<int>("a"), [](int i) { return std::vector<int>(static_cast<std::size_t>(i), i); });
    check_one<int>(repeat, {{{{0, 5}, {1, 1}, {3, 2}}, {{1, 1}, {3, 6}}}, {{{3, -2}}, {{3, -6}}}});
}

TEST_CASE("flat_map: rows of several that are equal add up", "[operator][flat_map]") {
    auto const both = source<row>("a") | flat_map([](const row& r) { return std::array{r.first, r.second}; });
    check_one<row>(
        both, {{{{{1, 2}, 1}, {{2, 3}, 1}}, {{1, 1}, {2, 2}, {3, 1}}}, {{{{1, 2}, -1}}, {{1, -1}, {2, -1}}}});
}

} // namespace dbsp::test
