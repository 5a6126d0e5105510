#include "lower/facts/rejects_nulls.hpp"

#include <algorithm>

namespace pgt::lower {

namespace {

/// PostgreSQL's own comparisons and arithmetic give NULL where an operand is NULL.
bool gives_null_for_null(operation op) {
    using enum operation;
    return op == equal || op == not_equal || op == less || op == less_equal || op == greater ||
           op == greater_equal || op == add || op == subtract || op == multiply;
}

bool is_null_then(const expression& e, const std::set<std::size_t>& columns) {
    if (auto const column = e.as_column()) { return columns.contains(*column); }
    return gives_null_for_null(e.op()) &&
           std::ranges::any_of(e.args(), [&](const expression& part) { return is_null_then(part, columns); });
}

} // namespace

bool rejects_nulls(const expression& condition, const std::set<std::size_t>& columns) {
    auto const rejects = [&](const expression& part) { return rejects_nulls(part, columns); };
    switch (condition.op()) {
    case operation::logical_and: return std::ranges::any_of(condition.args(), rejects);
    case operation::logical_or: return std::ranges::all_of(condition.args(), rejects);
    case operation::is_not_null: return is_null_then(condition.args()[0], columns);
    default: return is_null_then(condition, columns);
    }
}

} // namespace pgt::lower
