#include "circuit/aggregated.hpp"

#include "expr/truth.hpp"

#include <dbsp/value/compare.hpp>

#include <cstdint>
#include <variant>

namespace pgt::detail {

namespace {
std::int64_t number_of(const value& v) {
    if (const auto* number = std::get_if<std::int64_t>(&*v)) { return *number; }
    throw not_evaluable("a sum of anything but integers");
}

/// What is kept while going through a group: as far as it is needed, the number of values, their sum, and the one that is least or
/// greatest.
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
    total.count += times;
    if (kind == aggregate_kind::sum) {
        total.sum += number_of(v) * times;
    } else if (kind != aggregate_kind::count && replaces(kind, total.extremum, v)) {
        total.extremum = v;
    }
}

value finished(aggregate_kind kind, const accumulated& total) {
    if (kind == aggregate_kind::count || kind == aggregate_kind::count_rows) { return total.count; }
    if (total.count == 0) { return {}; }
    return kind == aggregate_kind::sum ? value(total.sum) : total.extremum;
}

} // namespace

value aggregated(const aggregate_call& call, const weighted_rows& rows) {
    if (call.kind == aggregate_kind::other || call.kind == aggregate_kind::avg) {
        throw not_evaluable("only PostgreSQL can compute this aggregate");
    }
    accumulated total;
    for (const auto& [columns, weight] : rows) {
        auto const times = static_cast<std::int64_t>(weight);
        if (call.filter && truth_of(call.filter->evaluate(columns)) != true) { continue; }
        if (call.kind == aggregate_kind::count_rows) {
            total.count += times;
        } else if (auto const v = call.call.args()[0].evaluate(columns)) {
            accumulate(call.kind, total, v, times);
        }
    }
    return finished(call.kind, total);
}

} // namespace pgt::detail
