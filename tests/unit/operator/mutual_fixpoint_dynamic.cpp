#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/pipeline.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/mutual_fixpoint.hpp>
#include <dbsp/operator/plus.hpp>

#include "unit/support/parities.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cstddef>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {
using table = circuit<functions<row>>;
using relations = std::vector<table>;

auto const key = [](int row::* member) {
    return labelled("key", [member](const row& r) { return row{r.*member, 0}; });
};
auto const ends_of_rows = labelled("ends", [](const row& a, const row& b) { return row{a.first, b.second}; });

/// Marks a row by what is added to its first member.
auto const by_hundreds = [](std::size_t relation) {
    int const base = 100 * static_cast<int>(relation);
    return relation_marks{labelled("mark", [base](const row& r) { return row{base + r.first, r.second}; }),
                          labelled("rows", [base](const row& r) {
                              bool const own = r.first >= base && r.first < base + 100;
                              return own ? std::vector{row{r.first - base, r.second}} : std::vector<row>();
                          })};
};
} // namespace

TEST_CASE("mutual_fixpoint: of run-time circuits", "[operator][mutual_fixpoint]") {
    auto const both = mutual_fixpoint(
        marked_relations{2, by_hundreds},
        [](const relations& x, const relations& in) {
            auto const next = [&](const table& path) {
                return join(path, in[0], on(key(&row::second), key(&row::first)), ends_of_rows);
            };
            return relations{distinct(next(x[1])), distinct(in[0] + next(x[0]))};
        },
        relations{source<table>("a")});
    REQUIRE(both.size() == 2);
    pipeline views(materialized_view("even", both[0]), materialized_view("odd", both[1]));
    check_parities(views);
}

TEST_CASE("mutual_fixpoint: run-time circuits with more than three inputs", "[operator][mutual_fixpoint]") {
    // Andersen's analysis: what a variable points to, by allocations, copies, loads and stores.
    auto const points_to = mutual_fixpoint(
        "points to", iteration_budget{100}, marked_relations{2, by_hundreds},
        [](const relations& x, const relations& in) {
            auto const by = [](int row::* a, int row::* b) { return on(key(a), key(b)); };
            auto const swapped_ends =
                labelled("ends", [](const row& a, const row& b) { return row{b.first, a.second}; });
            auto const flows = join(x[0], in[1], by(&row::first, &row::second), swapped_ends); // a = b
            auto const loads =
                join(join(x[0], in[2], by(&row::first, &row::second), swapped_ends), x[1], // a = *b
                     by(&row::second, &row::first), ends_of_rows);
            auto const stored = join(in[3], x[0], by(&row::second, &row::first), ends_of_rows); // *a = b
            auto const cells =
                join(x[0], stored, by(&row::first, &row::first),
                     labelled("cell", [](const row& a, const row& b) { return row{a.second, b.second}; }));
            return relations{distinct(in[0] + flows + loads), distinct(cells)};
        },
        relations{source<table>("new"), source<table>("copy"), source<table>("load"),
                  source<table>("store")});
    pipeline views(materialized_view("variables", points_to[0]), materialized_view("cells", points_to[1]));
    views.input<row>("new").push({{{1, 50}, 1}, {{2, 60}, 1}});
    views.input<row>("store").insert({1, 2});
    views.input<row>("copy").insert({3, 1});
    views.input<row>("load").insert({4, 3});
    views.step();
    CHECK(views.state<row>("cells") == zset<row>{{{50, 60}, 1}});
    CHECK(views.state<row>("variables") == zset<row>{{{1, 50}, 1}, {{2, 60}, 1}, {{3, 50}, 1}, {{4, 60}, 1}});
    views.input<row>("store").erase({1, 2});
    views.step();
    CHECK(views.state<row>("cells").empty());
    CHECK(views.state<row>("variables") == zset<row>{{{1, 50}, 1}, {{2, 60}, 1}, {{3, 50}, 1}});
}

TEST_CASE("mutual_fixpoint: what cannot be made of run-time circuits", "[operator][mutual_fixpoint]") {
    auto const a = source<table>("a");
    auto const same = [](const relations& x, const relations&) { return x; };
    auto const one = [](const relations& x, const relations&) { return relations{x.front()}; };
    CHECK_THROWS_MATCHES(mutual_fixpoint(marked_relations{2, by_hundreds}, same, relations()), circuit_error,
                         Message("mutual_fixpoint: there is no input"));
    CHECK_THROWS_MATCHES(mutual_fixpoint(marked_relations{0, by_hundreds}, same, relations{a}), circuit_error,
                         Message("mutual_fixpoint: there is no relation"));
    CHECK_THROWS_MATCHES(mutual_fixpoint(marked_relations{2, by_hundreds}, one, relations{a}), circuit_error,
                         Message("mutual_fixpoint: the body gives 1 circuits for 2 relations"));
    auto const up = labelled("up", [](const row& r) { return row{r.first, r.second + 1}; });
    auto const endless = mutual_fixpoint(
        "numbers", marked_relations{2, by_hundreds},
        [&](const relations& x, const relations& in) {
            return relations{in[0] + map(x[1], up), map(x[0], up)};
        },
        relations{a});
    CHECK(endless.size() == 2);
}

} // namespace dbsp::test
