#include "expression.hpp"

#include <dbsp/value/compare.hpp>

#include <nanobind/stl/vector.h>

#include <span>
#include <utility>

namespace pydbsp {

struct expression::node {
    std::optional<std::size_t> column;
    operation op = operation::is_none;
    std::vector<expression> args;
    value known;
};

namespace {

using truth = std::optional<bool>;

truth truth_of(const value& v) { return v ? truth(std::get<bool>(*v)) : std::nullopt; }
value value_of(truth t) { return t ? value(present(*t)) : std::nullopt; }
truth negation(truth a) { return a ? truth(!*a) : a; }
/// AND: false decides; else unknown if either is.
truth both(truth a, truth b) {
    if (a == false || b == false) { return false; }
    return a && b ? truth(true) : std::nullopt;
}
truth either(truth a, truth b) { return negation(both(negation(a), negation(b))); }

bool compares(operation op, const present& a, const present& b) {
    auto const order = dbsp::compare(a, b);
    switch (op) {
    case operation::equal: return order == 0;
    case operation::not_equal: return order != 0;
    case operation::less: return order < 0;
    case operation::less_equal: return order <= 0;
    case operation::greater: return order > 0;
    default: return order >= 0;
    }
}

using whole = dbsp::checked<std::int64_t>;
present integer(whole n) { return present(std::in_place_type<std::int64_t>, n.value()); }

[[noreturn]] void throw_zero() { throw dbsp::domain_error("division by zero"); }

/// Whether rounding down takes one more off than cutting the fraction off does.
bool rounds_further(std::int64_t a, std::int64_t b) { return a % b != 0 && (a < 0) != (b < 0); }
whole quotient(std::int64_t a, std::int64_t b) {
    if (b == 0) { throw_zero(); }
    if (b == -1) { return -whole(a); }
    return a / b - (rounds_further(a, b) ? 1 : 0);
}
/// It has the sign of the divisor.
whole rest(std::int64_t a, std::int64_t b) {
    if (b == 0) { throw_zero(); }
    if (b == -1) { return 0; }
    return a % b + (rounds_further(a, b) ? b : 0);
}

present of_integers(operation op, std::int64_t a, std::int64_t b) {
    switch (op) {
    case operation::add: return integer(whole(a) + whole(b));
    case operation::subtract: return integer(whole(a) - whole(b));
    case operation::multiply: return integer(whole(a) * whole(b));
    case operation::floor_divide: return integer(quotient(a, b));
    default: return integer(rest(a, b));
    }
}
present of_reals(operation op, double a, double b) {
    switch (op) {
    case operation::add: return a + b;
    case operation::subtract: return a - b;
    case operation::multiply: return a * b;
    default:
        if (b == 0) { throw_zero(); }
        return a / b;
    }
}

present combined(operation op, const present& a, const present& b) {
    switch (op) {
    case operation::equal:
    case operation::not_equal:
    case operation::less:
    case operation::less_equal:
    case operation::greater:
    case operation::greater_equal: return compares(op, a, b);
    case operation::concatenate: return std::get<std::string>(a) + std::get<std::string>(b);
    default:
        if (const auto* n = std::get_if<std::int64_t>(&a)) {
            return of_integers(op, *n, std::get<std::int64_t>(b));
        }
        return of_reals(op, std::get<double>(a), std::get<double>(b));
    }
}

present changed(operation op, const present& a) {
    if (op == operation::to_real) { return static_cast<double>(std::get<std::int64_t>(a)); }
    if (const auto* n = std::get_if<std::int64_t>(&a)) { return integer(-whole(*n)); }
    return -std::get<double>(a);
}

/// `evaluate(arg)` for the arguments that are needed.
template <class Evaluate>
value evaluate_call(operation op, std::span<const expression> args, const Evaluate& evaluate) {
    switch (op) {
    case operation::logical_and: {
        auto const first = truth_of(evaluate(args[0]));
        return first == false ? value(present(false)) : value_of(both(first, truth_of(evaluate(args[1]))));
    }
    case operation::logical_or: {
        auto const first = truth_of(evaluate(args[0]));
        return first == true ? value(present(true)) : value_of(either(first, truth_of(evaluate(args[1]))));
    }
    case operation::logical_not: return value_of(negation(truth_of(evaluate(args[0]))));
    case operation::is_none: return value(present(!evaluate(args[0]).has_value()));
    case operation::coalesce:
        for (const auto& one : args) {
            if (auto v = evaluate(one)) { return v; }
        }
        return {};
    case operation::case_when:
        for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
            if (is_true(evaluate(args[i]))) { return evaluate(args[i + 1]); }
        }
        return evaluate(args.back());
    case operation::negate:
    case operation::to_real: {
        auto const a = evaluate(args[0]);
        return a ? value(changed(op, *a)) : value();
    }
    default: {
        auto const a = evaluate(args[0]);
        auto const b = evaluate(args[1]);
        return a && b ? value(combined(op, *a, *b)) : value();
    }
    }
}

} // namespace

bool is_true(const value& condition) { return truth_of(condition) == true; }

expression expression::column(std::size_t index) {
    return expression(std::make_shared<node>(node{.column = index, .op = {}, .args = {}, .known = {}}));
}
expression expression::constant(value known) {
    return expression(
        std::make_shared<node>(node{.column = {}, .op = {}, .args = {}, .known = std::move(known)}));
}
expression expression::call(operation op, std::vector<expression> args) {
    return expression(
        std::make_shared<node>(node{.column = {}, .op = op, .args = std::move(args), .known = {}}));
}

template <class Columns> value expression::evaluate_with(const Columns& columns) const {
    if (target_->column) { return columns(*target_->column); }
    if (target_->args.empty()) { return target_->known; }
    return evaluate_call(target_->op, target_->args,
                         [&](const expression& one) { return one.evaluate_with(columns); });
}
value expression::evaluate(const row& columns) const {
    return evaluate_with([&](std::size_t i) -> const value& { return columns.at(i); });
}
value expression::evaluate(const row& left, const row& right) const {
    return evaluate_with(
        [&](std::size_t i) -> const value& { return i < left.size() ? left[i] : right.at(i - left.size()); });
}

void bind_expression(nb::module_& m) {
    nb::enum_<operation>(m, "Operation")
        .value("EQ", operation::equal)
        .value("NE", operation::not_equal)
        .value("LT", operation::less)
        .value("LE", operation::less_equal)
        .value("GT", operation::greater)
        .value("GE", operation::greater_equal)
        .value("AND", operation::logical_and)
        .value("OR", operation::logical_or)
        .value("NOT", operation::logical_not)
        .value("IS_NONE", operation::is_none)
        .value("ADD", operation::add)
        .value("SUB", operation::subtract)
        .value("MUL", operation::multiply)
        .value("DIV", operation::divide)
        .value("FLOORDIV", operation::floor_divide)
        .value("MOD", operation::modulo)
        .value("NEG", operation::negate)
        .value("CONCAT", operation::concatenate)
        .value("TO_REAL", operation::to_real)
        .value("COALESCE", operation::coalesce)
        .value("CASE", operation::case_when);
    nb::class_<expression>(m, "Expression", "What is computed from the columns of a row.")
        .def_static("column", &expression::column, nb::arg("index"))
        .def_static(
            "constant",
            [](const schema& type, nb::handle known) {
                return expression::constant(to_value(type.columns().at(0), known));
            },
            nb::arg("schema"), nb::arg("value").none(), "A value of the one column of a schema.")
        .def_static("call", &expression::call, nb::arg("operation"), nb::arg("arguments"))
        .def(
            "evaluate",
            [](const expression& self, const schema& of, nb::handle one) {
                return to_python(self.evaluate(of.to_row(one)));
            },
            nb::arg("schema"), nb::arg("row"), "Its value for a row of the schema.");
}

} // namespace pydbsp
