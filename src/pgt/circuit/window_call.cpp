#include <pgt/circuit/window_call.hpp>

#include <set>

namespace pgt {

namespace {

using texts = std::span<const sql::text>;

sql::text bound_text(const frame_bound<expression>& bound, texts columns) {
    switch (bound.at) {
    case frame_limit::unbounded_preceding: return sql::build("UNBOUNDED PRECEDING");
    case frame_limit::preceding: return sql::build("{} PRECEDING", bound.offset.front().print(columns));
    case frame_limit::current_row: return sql::build("CURRENT ROW");
    case frame_limit::following: return sql::build("{} FOLLOWING", bound.offset.front().print(columns));
    case frame_limit::unbounded_following: break;
    }
    return sql::build("UNBOUNDED FOLLOWING");
}

sql::text unit_text(frame_unit unit) {
    switch (unit) {
    case frame_unit::rows: return sql::build("ROWS");
    case frame_unit::groups: return sql::build("GROUPS");
    case frame_unit::range: break;
    }
    return sql::build("RANGE");
}

sql::text exclusion_text(frame_exclusion exclude) {
    switch (exclude) {
    case frame_exclusion::current_row: return sql::build(" EXCLUDE CURRENT ROW");
    case frame_exclusion::group: return sql::build(" EXCLUDE GROUP");
    case frame_exclusion::ties: return sql::build(" EXCLUDE TIES");
    case frame_exclusion::none: break;
    }
    return {};
}

sql::text frame_text(const window_frame<expression>& frame, texts columns) {
    return sql::build("{} BETWEEN {} AND {}{}", unit_text(frame.unit), bound_text(frame.start, columns),
                      bound_text(frame.end, columns), exclusion_text(frame.exclude));
}

sql::text definition_text(const window_definition& over, texts columns) {
    std::vector<sql::text> parts;
    if (!over.partition_by.empty()) {
        auto const print = [&](const expression& e) { return e.print(columns); };
        parts.push_back(sql::build("PARTITION BY {}", sql::join(over.partition_by, ", ", print)));
    }
    if (!over.order_by.empty()) {
        auto const print = [&](const order_key& key) {
            return sql::build("{}{}", key.by.print(columns), key.order);
        };
        parts.push_back(sql::build("ORDER BY {}", sql::join(over.order_by, ", ", print)));
    }
    if (over.frame) { parts.push_back(frame_text(*over.frame, columns)); }
    return sql::join(parts, " ");
}

} // namespace

sql::text window_call::print(texts columns) const {
    auto const filter = of.filter ? sql::build(" FILTER (WHERE {})", of.filter->print(columns)) : sql::text();
    return sql::build("{}{} OVER ({})", of.call.print(columns), filter, definition_text(over, columns));
}

std::set<std::size_t> window_call::columns() const {
    std::set<std::size_t> result;
    auto const add = [&](const expression& e) { result.merge(e.columns()); };
    add(of.call);
    if (of.filter) { add(*of.filter); }
    for (const auto& e : over.partition_by) { add(e); }
    for (const auto& key : over.order_by) { add(key.by); }
    return result;
}

window_call window_call::substitute(std::span<const expression> columns) const {
    auto result = *this;
    auto const replace = [&](expression& e) { e = e.substitute(columns); };
    replace(result.of.call);
    if (result.of.filter) { replace(*result.of.filter); }
    for (auto& e : result.over.partition_by) { replace(e); }
    for (auto& key : result.over.order_by) { replace(key.by); }
    return result;
}

} // namespace pgt
