/// The law of aggregates with DISTINCT: over distinct rows they give what they give over all rows.
#include <pgt/stage/distinct_arguments.hpp>

#include <dbsp/dbsp.hpp>

#include "property/pgt/support/query_generator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::test {

namespace {
using contents = std::vector<bag>;

bag evaluate(const circuit& c, const contents& tables) {
    dbsp::evaluator machine(c);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        try {
            machine.input<row>("s" + std::to_string(i)).push(tables[i]);
        } catch (const dbsp::circuit_error&) {} // the circuit does not read it
    }
    return machine.step();
}

std::size_t column_below(std::size_t width) {
    return static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(width)));
}

aggregate_call call_over(aggregate_kind kind, bool distinct, std::size_t column,
                         std::optional<expression> filter) {
    auto const open = distinct ? sql::build("f(DISTINCT ") : sql::build("f(");
    return {.kind = distinct ? aggregate_kind::other : kind,
            .call =
                expression::call(operation::server, {open, sql::build(")")}, {expression::column(column)}),
            .filter = std::move(filter),
            .over_distinct = distinct ? kind : aggregate_kind::other};
}

aggregate_call random_call(const typed& in) {
    auto const column = column_below(in.columns.size());
    bool const is_integer = in.columns[column] == kind::integer;
    auto const kinds = is_integer
                           ? std::vector{aggregate_kind::count, aggregate_kind::sum, aggregate_kind::bit_xor}
                           : std::vector{aggregate_kind::count};
    std::optional<expression> filter;
    if (*rc::gen::arbitrary<bool>()) {
        filter = expression::call(operation::is_not_null, {sql::build("("), sql::build(" IS NOT NULL)")},
                                  {expression::column(column_below(in.columns.size()))});
    }
    return call_over(*rc::gen::elementOf(kinds), *rc::gen::arbitrary<bool>(), column, filter);
}

circuit random_groups(const typed& in) {
    std::vector<expression> group;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        group.push_back(expression::column(column_below(in.columns.size())));
    }
    std::vector<aggregate_call> calls;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) { calls.push_back(random_call(in)); }
    return dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(in.rows, key(std::move(group), true)), group_function(std::move(calls)));
}
} // namespace

TEST_CASE("distinct_arguments: over distinct rows as over all rows", "[pgt]") {
    rc::prop("the aggregate and its separated form agree", [] {
        auto const in = *random_query(2);
        auto const aggregate = random_groups(in);
        auto const separated = stage::separated_distinct(aggregate, in.columns.size());
        if (!separated) { return; }
        contents rows;
        for (const auto& one : tables()) { rows.push_back(*random_change(one, {})); }
        RC_ASSERT(evaluate(separated->node, rows) == evaluate(aggregate, rows));
    });
}

} // namespace pgt::test
