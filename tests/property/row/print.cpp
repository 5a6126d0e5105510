#include <dbsp/row/row.hpp>

#include "property/row/sql_reader.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace dbsp;

namespace {
/// An expression as it is printed, and the tree that it is.
struct sample {
    sql_text sql;
    std::string tree;
};

using stack = std::vector<sample>;

/// Replaces the topmost entries, one for each of `I`, by the operator applied to them.
template <class Op, std::size_t... I> void apply(stack& entries, std::index_sequence<I...>) {
    if (entries.size() < sizeof...(I)) { return; }
    auto const top = entries.end() - static_cast<std::ptrdiff_t>(sizeof...(I));
    sample made{Op::print(top[I].sql...), sql_reader::node(Op::name, {top[I].tree...})};
    entries.erase(top, entries.end());
    entries.push_back(std::move(made));
}
template <class Op, std::size_t Arity> void step(stack& entries) {
    apply<Op>(entries, std::make_index_sequence<Arity>{});
}

template <class Leaf> sample leaf(const Leaf& e, std::string tree) {
    return {fold(e, detail::sql_printer{}), std::move(tree)};
}
void push_column(stack& entries) { entries.push_back(leaf(col<"a \"b\"">, "column:a \"b\"")); }
void push_number(stack& entries) { entries.push_back(leaf(lit(7), "7")); }
void push_negative(stack& entries) { entries.push_back(leaf(lit(-7), "(- 7)")); }
void push_text(stack& entries) { entries.push_back(leaf(lit("it's) OR \\ (AND"), "text:it's) OR \\ (AND")); }

constexpr std::array steps = {
    push_column,
    push_number,
    push_negative,
    push_text,
    step<expr::add, 2>,
    step<expr::subtract, 2>,
    step<expr::multiply, 2>,
    step<expr::divide, 2>,
    step<expr::remainder, 2>,
    step<expr::negate, 1>,
    step<expr::equal, 2>,
    step<expr::not_equal, 2>,
    step<expr::less, 2>,
    step<expr::less_equal, 2>,
    step<expr::greater, 2>,
    step<expr::greater_equal, 2>,
    step<expr::conjunction, 2>,
    step<expr::disjunction, 2>,
    step<expr::negation, 1>,
    step<expr::is_null, 1>,
    step<expr::is_not_null, 1>,
    step<expr::coalesce, 2>,
    step<expr::in, 3>,
    step<expr::between, 3>,
    step<expr::case_when, 3>,
    step<expr::case_when, 5>,
    step<expr::cast<double>, 1>,
};

/// The expressions that a random program of pushes and operators leaves on the stack.
stack run(const std::vector<std::uint8_t>& program) {
    stack entries;
    for (auto byte : program) {
        // every second step pushes, so that operators find operands
        auto const choice = byte % 2 == 0 ? (byte / 2U) % 4U : (byte / 2U) % steps.size();
        steps[choice](entries);
    }
    return entries;
}

/// Prefix notation of an expression, as the reader gives it.
struct to_tree {
    template <fixed_string Name> std::string operator()(const column<Name>&) const {
        return "column:" + std::string(Name);
    }
    std::string operator()(const literal<int>& constant) const {
        return constant.value < 0 ? "(- " + std::to_string(constant.value).substr(1) + ")"
                                  : std::to_string(constant.value);
    }
    template <detail::text T> std::string operator()(const literal<T>& constant) const {
        return "text:" + std::string(std::string_view(constant.value));
    }
    template <class Op> std::string operator()(Op, const auto&... operand) const {
        return sql_reader::node(Op::name, {operand...});
    }
};
} // namespace

TEST_CASE("print: what SQL reads is the tree that was printed", "[row][print]") {
    rc::prop("for random trees of all operators", [](const std::vector<std::uint8_t>& program) {
        for (const auto& [sql, tree] : run(program)) {
            RC_LOG(sql.text);
            RC_ASSERT(sql_reader::read(sql.text) == tree);
        }
    });
}

TEST_CASE("print: constants do not disturb the tree around them", "[row][print]") {
    rc::prop("for random numbers and texts", [](int a, int b, const std::string& text) {
        auto const e = (col<"x"> - a) * -lit(b) - b < a && (col<"t"> == text || !in(col<"t">, text, "x"));
        RC_ASSERT(sql_reader::read(print(e)) == fold(e, to_tree{}));
    });
}
