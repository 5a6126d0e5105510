#include <dbsp/aggregate/count.hpp>
#include <dbsp/engine/dynamic_table.hpp>
#include <dbsp/engine/pipeline.hpp>

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
/// The first columns of a row.
auto const first_column = labelled("first", [](const dynamic_row& r) { return dynamic_row{r.at(0)}; });
dynamic_row row_of(std::int64_t id, const char* name) { return {id, std::string(name)}; }
} // namespace

TEST_CASE("dynamic_table: engines that are compiled elsewhere run", "[engine][dynamic_table]") {
    auto const a = source<dynamic_table>("a");
    auto const counted =
        a | group_by(first_column) |
        aggregate_as([](const dynamic_row& key, std::int64_t n) { return dynamic_row{key.at(0), n}; },
                     count());
    engine running(counted);
    running.input<dynamic_row>("a").push(
        {{row_of(1, "x"), 1}, {row_of(1, "y"), 1}, {dynamic_row{std::monostate(), 1.5}, 1}});
    CHECK(running.step() == zset<dynamic_row>{{{std::int64_t{1}, std::int64_t{2}}, 1},
                                              {{std::monostate(), std::int64_t{1}}, 1}});
}

TEST_CASE("dynamic_table: recursion and pipelines, too", "[engine][dynamic_table]") {
    auto const last = labelled("last", [](const dynamic_row& r) { return dynamic_row{r.at(1)}; });
    auto const ends = labelled(
        "ends", [](const dynamic_row& a, const dynamic_row& b) { return dynamic_row{a.at(0), b.at(1)}; });
    auto const paths = fixpoint(
        [&](auto path, auto edge) { return distinct(edge + join(path, edge, on(last, first_column), ends)); },
        source<dynamic_table>("e"));
    pipeline views(materialized_view("paths", paths));
    views.input<dynamic_row>("e").push({{{true, false}, 1}, {{false, 2.5}, 1}});
    views.step();
    CHECK(views.state<dynamic_row>("paths").size() == 3);
    CHECK(views.state<dynamic_row>("paths").contains(dynamic_row{true, 2.5}));
}

} // namespace dbsp::test
