#include <pgt/circuit/recursion.hpp>

#include <dbsp/dbsp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

using namespace pgt;

namespace {
using nodes_found = dbsp::zset<row>;

expression nth(std::size_t i) { return expression::column(i); }
value node_called(std::int64_t n) { return n; }

/// Ends of the edges of a table that begin with the rows of `from`.
circuit followed(const circuit& from, const std::string& table) {
    auto const meet = dbsp::on(key({nth(0)}), key({nth(0)}), pair_condition());
    return dbsp::map(
        dbsp::join(from, dbsp::source<circuit>(table), meet, pairing(1, {nth(0), nth(1), nth(2)})),
        mapping({nth(2)}));
}
/// What is reached from 1 by an edge of each of so many tables, one after the other.
circuit reached(int tables, std::uint64_t scope) {
    circuit step = iterate(scope);
    for (int i = 0; i < tables; ++i) { step = followed(step, "e" + std::to_string(i)); }
    return dbsp::distinct(dbsp::plus(dbsp::source<circuit>("start"), step));
}
std::size_t columns_of_table(const circuit& c) {
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::size_t {
        if constexpr (requires { n.op.table; }) { return n.op.table == "start" ? 1 : 2; }
        return 1;
    });
}
nodes_found limit_of(const circuit& c, int tables) {
    dbsp::evaluator machine(c);
    machine.input<row>("start").push(row{node_called(1)}, 1);
    for (int i = 0; i < tables; ++i) {
        auto& edges = machine.input<row>("e" + std::to_string(i));
        for (std::int64_t n = 1; n < 20; ++n) { edges.push(row{node_called(n), node_called(n + i)}, 1); }
    }
    return machine.step();
}
nodes_found nodes(std::initializer_list<std::int64_t> list) {
    nodes_found result;
    for (std::int64_t const n : list) { result.add(row{node_called(n)}, 1); }
    return result;
}
} // namespace

TEST_CASE("recursion: a fixpoint stands for any number of inputs", "[circuit][recursion]") {
    for (int tables = 1; tables < 6; ++tables) {
        auto const scope = dbsp::detail::next_scope();
        auto const open = reached(tables, scope);
        auto const closed = closed_over(open, scope);
        CHECK(closed.inputs.size() == static_cast<std::size_t>(tables) + 1);
        auto const made = as_circuit(closed, scope, columns_of_table);
        // By edges that lead on by 0, 1, 2, ... together.
        std::int64_t const stride = tables * (tables - 1) / 2;
        nodes_found expected = nodes({1});
        for (std::int64_t n = 1; stride > 0 && n + stride - (tables - 1) < 20; n += stride) {
            expected.add(row{node_called(n + stride)}, 1);
        }
        CHECK(limit_of(made, tables) == expected);
    }
}

TEST_CASE("recursion: inputs that were brought together are told apart again", "[circuit][recursion]") {
    auto const scope = dbsp::detail::next_scope();
    auto const made = as_circuit(closed_over(reached(4, scope), scope), scope, columns_of_table);
    made.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (std::same_as<Op, dbsp::op::fixpoint<circuit>>) {
            auto const in = n.in.apply([](const In&... one) { return std::vector<circuit>{one...}; });
            CHECK(in.size() == 3);
            CHECK(parted(n.op.body, scope, in).inputs.size() == 6);
            CHECK(dbsp::print_text(opened_body(n.op.body, scope, in)) == dbsp::print_text(reached(4, scope)));
        } else {
            FAIL("no fixpoint");
        }
    });
}

TEST_CASE("recursion: linear in the iterate", "[circuit][recursion]") {
    auto const x = iterate(dbsp::detail::next_scope());
    auto const edges = dbsp::source<circuit>("e");
    auto const meet = dbsp::on(key({nth(0)}), key({nth(0)}), pair_condition());
    CHECK(is_linear_in_iterate(dbsp::plus(x, dbsp::semijoin(x, edges, meet))));
    CHECK(is_linear_in_iterate(dbsp::antijoin(x, edges, meet)));
    CHECK_FALSE(is_linear_in_iterate(dbsp::antijoin(edges, x, meet)));
    CHECK_FALSE(is_linear_in_iterate(dbsp::semijoin(x, x, meet)));
    CHECK_FALSE(is_linear_in_iterate(dbsp::distinct(x)));
    CHECK(is_linear_in_iterate(dbsp::distinct(edges)));
    CHECK(reads_iterate(dbsp::distinct(x)));
    CHECK_FALSE(reads_iterate(edges));
}
