#include "circuit/aggregated.hpp"

#include "expr/truth.hpp"

#include <dbsp/value/compare.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <variant>

namespace pgt::detail {

namespace {
std::int64_t number_of(const value& v) {
    if (const auto* number = std::get_if<std::int64_t>(&*v)) { return *number; }
    throw not_evaluable("a sum of anything but integers");
}

/// What is kept while going through a group: as far as it is needed, the number of values, their sum or what their bits combine to,
/// and the one that is least or greatest.
struct accumulated {
    std::int64_t count = 0;
    std::int64_t sum = 0;
    value extremum;
};

bool replaces(aggregate_kind kind, const value& now, const value& next) {
    if (!now) { return true; }
    auto const order = dbsp::compare(*next, *now);
    bool const least = kind == aggregate_kind::min || kind == aggregate_kind::bool_and;
    return least ? order < 0 : order > 0;
}

void accumulate(aggregate_kind kind, accumulated& total, const value& v, std::int64_t times) {
    bool const is_first = total.count == 0;
    total.count += times;
    using enum aggregate_kind;
    switch (kind) {
    case sum: total.sum += number_of(v) * times; break;
    case bit_and: total.sum = is_first ? number_of(v) : (total.sum & number_of(v)); break;
    case bit_or: total.sum |= number_of(v); break;
    case bit_xor: total.sum ^= times % 2 != 0 ? number_of(v) : 0; break;
    case count: break;
    default:
        if (replaces(kind, total.extremum, v)) { total.extremum = v; }
    }
}

value finished(aggregate_kind kind, const accumulated& total) {
    if (counts(kind)) { return total.count; }
    if (total.count == 0) { return {}; }
    using enum aggregate_kind;
    bool const is_number = kind == sum || kind == bit_and || kind == bit_or || kind == bit_xor;
    return is_number ? value(total.sum) : total.extremum;
}

bool is_evaluable(aggregate_kind kind) {
    using enum aggregate_kind;
    switch (kind) {
    case count_rows:
    case count:
    case count_pairs:
    case sum:
    case min:
    case max:
    case bool_and:
    case bool_or:
    case bit_and:
    case bit_or:
    case bit_xor: return true;
    default: return false;
    }
}

bool has_all_arguments(const aggregate_call& call, const row& columns) {
    return std::ranges::all_of(
        call.call.args(), [&](const expression& argument) { return argument.evaluate(columns).has_value(); });
}

/// Goes through a group; each value once where `distinct`.
accumulated gone_through(const aggregate_call& call, aggregate_kind kind, bool distinct,
                         const weighted_rows& rows) {
    accumulated total;
    std::set<value> seen;
    for (const auto& [columns, weight] : rows) {
        auto const times = distinct ? std::int64_t{1} : static_cast<std::int64_t>(weight);
        if (call.filter && truth_of(call.filter->evaluate(columns)) != true) { continue; }
        if (kind == aggregate_kind::count_rows) {
            total.count += times;
        } else if (kind == aggregate_kind::count_pairs) {
            total.count += has_all_arguments(call, columns) ? times : 0;
        } else if (auto const v = call.call.args()[0].evaluate(columns)) {
            if (!distinct || seen.insert(v).second) { accumulate(kind, total, v, times); }
        }
    }
    return total;
}

} // namespace

value aggregated(const aggregate_call& call, const weighted_rows& rows) {
    bool const distinct = call.over_distinct != aggregate_kind::other;
    auto const kind = distinct ? call.over_distinct : call.kind;
    if (!is_evaluable(kind)) { throw not_evaluable("only PostgreSQL can compute this aggregate"); }
    return finished(kind, gone_through(call, kind, distinct, rows));
}

} // namespace pgt::detail
