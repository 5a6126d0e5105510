#include <pgt/lower/change/inner_joins.hpp>

#include "unit/pgt/support/tables.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <string>

using namespace support;

namespace {
using pgt::row;
using rows = dbsp::zset<row>;

pgt::bind::query query_of(const circuit& root) {
    return {root,
            {},
            {table(0, "a", {{"id", "integer!"}, {"x", "integer"}}, {0}),
             table(1, "b", {{"id", "integer!"}, {"y", "integer"}}, {0}),
             table(2, "bag", {{"z", "integer"}})}};
}

circuit with_joins(const circuit& root) {
    static const no_catalog nothing;
    auto const query = query_of(root);
    pgt::lower::typing types(query, nothing);
    return pgt::lower::inner_joins(query, types)(root);
}

row of(std::int64_t id, std::optional<std::int64_t> other) {
    return {pgt::value(id), other ? pgt::value(*other) : pgt::value()};
}

/// What a circuit gives for some rows; those of the last input are no set.
rows result_of(const circuit& c) {
    dbsp::evaluator machine(c);
    auto const push = [&](const std::string& name, const row& one, int count) {
        try {
            machine.input<row>(name).push(one, count);
        } catch (const dbsp::circuit_error&) {} // the circuit does not read it
    };
    for (std::int64_t i = 0; i < 6; ++i) {
        push("s0", of(i, i % 2 == 0 ? std::optional(i / 2) : std::nullopt), 1);
        push("s1", of(i, i % 3 == 0 ? std::nullopt : std::optional(i - 1)), 1);
        push("s2", {pgt::value(i / 2)}, static_cast<int>(i) + 1);
    }
    return machine.step();
}

circuit padded_join(std::size_t a_key, std::size_t b_key) {
    auto const null = expression::null();
    return dbsp::left_join(source(0), source(1), dbsp::on(key({c(a_key)}), key({c(b_key)})),
                           pairing(2, columns(4)), mapping({c(0), c(1), null, null}));
}
circuit where(circuit in, expression condition) {
    return dbsp::filter(std::move(in), predicate(std::move(condition)));
}
expression plus(expression a, expression b) {
    return expression::infix(operation::add, std::move(a), " + ", std::move(b));
}
expression either(expression a, expression b) {
    return expression::infix(operation::logical_or, std::move(a), " OR ", std::move(b));
}
expression is_null(expression a) {
    return expression::call(operation::is_null, {sql::build("("), sql::build(" IS NULL)")}, {std::move(a)});
}

bool is_replaced(const circuit& c) {
    auto const joined = with_joins(c);
    CHECK(result_of(joined) == result_of(c));
    return joined.identity() != c.identity();
}
} // namespace

TEST_CASE("inner_joins: an outer join below a condition that needs a partner", "[lower][inner_joins]") {
    auto const outer = padded_join(1, 0);
    CHECK(is_replaced(where(outer, less(c(0), c(3)))));
    CHECK(is_replaced(where(outer, less(plus(c(3), c(3)), c(1)))));
    CHECK(is_replaced(where(outer, either(less(c(0), c(3)), less(c(3), c(0))))));
    CHECK(is_replaced(where(dbsp::map(outer, mapping({c(0), plus(c(3), c(1))})), less(c(0), c(1)))));
    CHECK(is_replaced(where(where(outer, less(c(1), c(0))), less(c(0), c(3)))));
    // A row without a partner may satisfy these.
    CHECK_FALSE(is_replaced(where(outer, less(c(1), c(0)))));
    CHECK_FALSE(is_replaced(where(outer, is_null(c(3)))));
    CHECK_FALSE(is_replaced(where(outer, either(less(c(0), c(3)), less(c(1), c(0))))));
    CHECK_FALSE(is_replaced(outer));
}

TEST_CASE("inner_joins: a semijoin with a key, and DISTINCT of rows with a key", "[lower][inner_joins]") {
    auto const having = [](std::size_t a_key, circuit partners, std::size_t b_key) {
        return dbsp::semijoin(source(0), std::move(partners), dbsp::on(key({c(a_key)}), key({c(b_key)})));
    };
    CHECK(is_replaced(having(1, source(1), 0)));
    CHECK(is_replaced(having(1, where(source(1), less(c(0), c(1))), 0)));
    CHECK_FALSE(is_replaced(having(1, source(1), 1)));
    CHECK_FALSE(is_replaced(having(1, source(2), 0)));
    CHECK(is_replaced(dbsp::distinct(source(1))));
    CHECK(is_replaced(dbsp::distinct(dbsp::map(source(1), mapping({c(1), c(0)})))));
    CHECK_FALSE(is_replaced(dbsp::distinct(dbsp::map(source(1), mapping({c(1)})))));
    CHECK_FALSE(is_replaced(dbsp::distinct(source(2))));
}
