/// How expressions are evaluated in memory.
#include "expr/truth.hpp"

#include <pgt/expr/expression.hpp>

#include <dbsp/value/compare.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace pgt::detail {

truth truth_of(const value& v) {
    if (!v) { return std::nullopt; }
    if (const auto* known = std::get_if<bool>(&*v)) { return *known; }
    throw not_evaluable("a condition that is no boolean");
}

namespace {
value value_of(truth t) { return t ? value(*t) : value(); }

truth negation(truth a) { return a ? truth(!*a) : a; }
/// AND: false decides; else unknown if either is.
truth both(truth a, truth b) {
    if (a == false || b == false) { return false; }
    return a && b ? truth(true) : std::nullopt;
}
truth either(truth a, truth b) { return negation(both(negation(a), negation(b))); }

value compared(operation op, const value& a, const value& b) {
    if (!a || !b) { return {}; }
    auto const order = dbsp::compare(*a, *b);
    switch (op) {
    case operation::equal: return order == 0;
    case operation::not_equal: return order != 0;
    case operation::less: return order < 0;
    case operation::less_equal: return order <= 0;
    case operation::greater: return order > 0;
    default: return order >= 0;
    }
}

value calculated(operation op, const value& a, const value& b) {
    if (!a || !b) { return {}; }
    auto const* x = std::get_if<std::int64_t>(&*a);
    auto const* y = std::get_if<std::int64_t>(&*b);
    if (!x || !y) { throw not_evaluable("arithmetic on anything but integers"); }
    std::int64_t result = 0;
    bool const overflow = op == operation::add        ? __builtin_add_overflow(*x, *y, &result)
                          : op == operation::subtract ? __builtin_sub_overflow(*x, *y, &result)
                                                      : __builtin_mul_overflow(*x, *y, &result);
    if (overflow) { throw not_evaluable("bigint out of range"); }
    return result;
}

/// The first branch whose condition is true; the last argument is ELSE.
value evaluate_case(std::span<const expression> args, const row& columns) {
    for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
        if (truth_of(args[i].evaluate(columns)) == true) { return args[i + 1].evaluate(columns); }
    }
    return args.back().evaluate(columns);
}

value evaluate_coalesce(std::span<const expression> args, const row& columns) {
    for (const auto& arg : args) {
        if (auto v = arg.evaluate(columns)) { return v; }
    }
    return {};
}

value evaluate_operation(operation op, std::span<const expression> args, const row& columns) {
    auto const arg = [&](std::size_t i) { return args[i].evaluate(columns); };
    auto const condition = [&](std::size_t i) { return truth_of(arg(i)); };
    switch (op) {
    case operation::equal:
    case operation::not_equal:
    case operation::less:
    case operation::less_equal:
    case operation::greater:
    case operation::greater_equal: return compared(op, arg(0), arg(1));
    case operation::add:
    case operation::subtract:
    case operation::multiply: return calculated(op, arg(0), arg(1));
    case operation::logical_and: return value_of(both(condition(0), condition(1)));
    case operation::logical_or: return value_of(either(condition(0), condition(1)));
    case operation::logical_not: return value_of(negation(condition(0)));
    case operation::is_null: return !arg(0);
    case operation::is_not_null: return arg(0).has_value();
    case operation::is_distinct: return arg(0) != arg(1);
    case operation::is_not_distinct: return arg(0) == arg(1);
    case operation::is_true: return condition(0) == true;
    case operation::coalesce: return evaluate_coalesce(args, columns);
    case operation::case_when: return evaluate_case(args, columns);
    case operation::server: break;
    }
    throw not_evaluable("only PostgreSQL can compute this expression");
}
} // namespace

} // namespace pgt::detail

namespace pgt {

value expression::evaluate(const row& columns) const {
    if (target_->column) { return columns.at(*target_->column); }
    if (target_->known) { return *target_->known; }
    return detail::evaluate_operation(target_->op, args(), columns);
}

} // namespace pgt
