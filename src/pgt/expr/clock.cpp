#include <pgt/expr/clock.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pgt {
namespace {

/// What a function of the clock is of the moment at which the transaction began.
enum class shown : std::uint8_t { moment, date, local };

struct clock_function {
    std::string_view printed;
    shown as;
};

/// As they are printed in expressions.
constexpr std::array clock_functions{clock_function{R"("now"())", shown::moment},
                                     clock_function{R"("transaction_timestamp"())", shown::moment},
                                     clock_function{"CURRENT_TIMESTAMP", shown::moment},
                                     clock_function{"CURRENT_DATE", shown::date},
                                     clock_function{"LOCALTIMESTAMP", shown::local}};

std::optional<shown> function_of_clock(const expression& e) {
    if (e.as_column() || !e.args().empty()) { return std::nullopt; }
    auto const printed = e.print({});
    const auto* const found =
        std::ranges::find(clock_functions, std::string_view(printed.str()), &clock_function::printed);
    return found == clock_functions.end() ? std::nullopt : std::optional(found->as);
}

expression cast(const expression& moment, const sql::text& type) {
    return expression::call(operation::server, {sql::build("CAST("), sql::build(" AS {})", type)}, {moment});
}

expression value_at(shown as, const expression& moment) {
    switch (as) {
    case shown::date: return cast(moment, sql::build("date"));
    case shown::local: return cast(moment, sql::build("timestamp without time zone"));
    default: return moment;
    }
}

/// The same comparison with its sides exchanged; none for an operation that is no comparison by order.
std::optional<operation> turned(operation op) {
    switch (op) {
    case operation::less: return operation::greater;
    case operation::less_equal: return operation::greater_equal;
    case operation::greater: return operation::less;
    case operation::greater_equal: return operation::less_equal;
    case operation::equal: return operation::equal;
    default: return std::nullopt;
    }
}

std::optional<clock_comparison> comparison(const expression& e) {
    auto const other_way = turned(e.op());
    if (!other_way || e.args().size() != 2) { return std::nullopt; }
    const auto& left = e.args()[0];
    const auto& right = e.args()[1];
    auto const is_of_row = [](const expression& side) {
        return !side.columns().empty() && !reads_clock(side);
    };
    auto const is_of_clock = [](const expression& side) {
        return side.columns().empty() && reads_clock(side);
    };
    if (is_of_row(left) && is_of_clock(right)) { return clock_comparison{left, e.op(), right}; }
    if (is_of_clock(left) && is_of_row(right)) { return clock_comparison{right, *other_way, left}; }
    return std::nullopt;
}

expression less(const expression& a, const expression& b) {
    return expression::infix(operation::less, a, " < ", b);
}
expression less_equal(const expression& a, const expression& b) {
    return expression::infix(operation::less_equal, a, " <= ", b);
}
expression lesser(const expression& a, const expression& b, bool is_first) {
    return expression::call(
        operation::case_when,
        {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END)")},
        {less(a, b), is_first ? a : b, is_first ? b : a});
}

bool is_logical(operation op) {
    return op == operation::logical_and || op == operation::logical_or || op == operation::logical_not;
}

/// Whether all that reads the clock in a condition is a comparison; adds these.
bool collect(const expression& e, std::vector<clock_comparison>& found) {
    if (!reads_clock(e)) { return true; }
    if (auto one = comparison(e)) {
        found.push_back(std::move(*one));
        return true;
    }
    return is_logical(e.op()) &&
           std::ranges::all_of(e.args(), [&](const expression& part) { return collect(part, found); });
}

} // namespace

bool reads_clock(const expression& e) {
    return function_of_clock(e) || std::ranges::any_of(e.args(), reads_clock);
}

expression at_moment(const expression& e, const expression& moment) {
    return e.replaced([&](const expression& part) -> std::optional<expression> {
        auto const as = function_of_clock(part);
        return as ? std::optional(value_at(*as, moment)) : std::nullopt;
    });
}

expression may_differ(const clock_comparison& comparison, const expression& before, const expression& now) {
    auto const was = at_moment(comparison.of_clock, before);
    auto const is = at_moment(comparison.of_clock, now);
    auto const first = lesser(was, is, true);
    auto const last = lesser(was, is, false);
    const auto& of_row = comparison.of_row;
    switch (comparison.op) {
    case operation::greater:
    case operation::less_equal: return conjunction(less(first, of_row), less_equal(of_row, last));
    case operation::equal:
        return conjunction(conjunction(less_equal(first, of_row), less_equal(of_row, last)),
                           less(first, last));
    default: return conjunction(less_equal(first, of_row), less(of_row, last));
    }
}

std::optional<std::vector<clock_comparison>> clock_comparisons(const expression& condition) {
    std::vector<clock_comparison> found;
    if (!collect(condition, found)) { return std::nullopt; }
    return found;
}

} // namespace pgt
