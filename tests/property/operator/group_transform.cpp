#include <dbsp/dbsp.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr auto running_sum = [](const row& key, std::span<const row> rows) {
    std::vector<row> sums;
    int sum = 0;
    for (const auto& r : rows) { sums.emplace_back(key.first, sum += r.second); }
    return sums;
};
constexpr auto row_number = [](const row&, std::span<const row> rows) {
    std::vector<row> numbered;
    for (const auto& r : rows) { numbered.emplace_back(r.second, static_cast<int>(numbered.size())); }
    return numbered;
};
constexpr auto lag = [](const row&, std::span<const row> rows) {
    std::vector<row> pairs;
    for (std::size_t i = 1; i < rows.size(); ++i) { pairs.emplace_back(rows[i - 1].second, rows[i].second); }
    return pairs;
};
} // namespace

TEST_CASE("group_transform: incremental equals recomputed", "[operator][group_transform]") {
    check_operator("running sum", bags<row>(),
                   [](auto a) { return a | group_by(by_first) | group_transform(running_sum); });
}

TEST_CASE("group_transform: numbering, lagging and dropping rows", "[operator][group_transform]") {
    check_dynamic_operator("row_number", bags<row>(),
                           [](auto a) { return a | group_by(by_first) | group_transform(row_number); });
    check_dynamic_operator("lag", bags<row>(),
                           [](auto a) { return a | group_by(by_first) | group_transform(lag); });
}

TEST_CASE("group_transform: giving back the rows changes nothing", "[operator][group_transform]") {
    check_equal_circuits(
        "identity of each group", bags<row>(),
        [](auto a) {
            return a | group_by(by_first) | group_transform([](const row&, std::span<const row> rows) {
                       return std::vector<row>(rows.begin(), rows.end());
                   });
        },
        [](auto a) { return a; });
}

TEST_CASE("group_transform: its first rows are top_k", "[operator][group_transform]") {
    check_equal_circuits(
        "take 2 = top 2", bags<row>(),
        [](auto a) {
            return a | group_by(by_first) | group_transform([](const row&, std::span<const row> rows) {
                       auto const taken = rows.first(std::min<std::size_t>(2, rows.size()));
                       return std::vector<row>(taken.begin(), taken.end());
                   });
        },
        [](auto a) { return a | group_by(by_first) | top_k(2); });
}

} // namespace dbsp::test
