#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
/// No row for some, the same row several times for others.
constexpr auto countdown = [](const row& r) {
    std::vector<row> rows;
    for (int i = r.second; i > 0; --i) { rows.emplace_back(r.first, i / 2); }
    return rows;
};
} // namespace

TEST_CASE("flat_map: incremental equals recomputed", "[operator][flat_map]") {
    check_operator("flat_map", changes<row>(), [](auto a) { return a | flat_map(countdown); });
}

TEST_CASE("flat_map: to one row is map, to one or none is filter", "[operator][flat_map]") {
    check_equal_circuits(
        "flat_map = map", changes<row>(),
        [](auto a) { return flat_map(a, [](const row& r) { return std::vector{by_first(r)}; }); },
        [](auto a) { return map(a, by_first); });
    check_equal_circuits(
        "flat_map = filter", changes<row>(),
        [](auto a) {
            return flat_map(a,
                            [](const row& r) { return ascending(r) ? std::vector{r} : std::vector<row>(); });
        },
        [](auto a) { return filter(a, ascending); });
}

} // namespace dbsp::test
