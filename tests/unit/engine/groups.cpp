#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>

#include <catch2/catch_test_macros.hpp>

using pair = std::pair<int, int>;

namespace {
auto totals() {
    return dbsp::source<pair>("rows") | dbsp::group_by([](const pair& p) { return p.first; }) |
           dbsp::aggregate(dbsp::sum([](const pair& p) { return p.second; }));
}
} // namespace

TEST_CASE("engine: a group whose rows cancel in number but not in value is an error, not forgotten",
          "[engine][aggregate]") {
    dbsp::engine query(totals());
    auto& rows = query.input<pair>("rows");
    rows.insert({0, 10});
    query.step();
    rows.erase({0, 3}); // never inserted
    CHECK_THROWS_AS(query.step(), dbsp::negative_weight_error);
}

TEST_CASE("engine: a deletion before its insertion in one step is no error", "[engine][aggregate]") {
    dbsp::engine query(totals());
    auto& rows = query.input<pair>("rows");
    rows.erase({0, 3});
    rows.insert({0, 10});
    rows.insert({0, 3});
    CHECK(query.step() == dbsp::zset<std::pair<int, std::int64_t>>{{{0, 10}, 1}});
    rows.erase({0, 10});
    CHECK(query.step() == dbsp::zset<std::pair<int, std::int64_t>>{{{0, 10}, -1}});
}
