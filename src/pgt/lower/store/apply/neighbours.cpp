#include <pgt/lower/store/apply/neighbours.hpp>

#include <pgt/lower/facts/equality.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>

namespace pgt::lower::apply {

namespace {

using ordered_values = std::span<const ordered_value>;
using condition_list = std::vector<sql::text>;

sql::text list_of(ordered_values columns, sql::text ordered_value::* side) {
    return sql::join(columns, ", ", [&](const ordered_value& one) { return one.*side; });
}

/// The row differs from the place in the first of these columns that differs, in this direction; none of them is NULL.
sql::text beyond(ordered_values columns, direction way) {
    auto const symbol = way == direction::up ? sql::build(">") : sql::build("<");
    return sql::build("(ROW({}) OPERATOR(pg_catalog.{}) ROW({}))", list_of(columns, &ordered_value::stored),
                      symbol, list_of(columns, &ordered_value::place));
}

sql::text is_there(const sql::text& value) { return sql::build("{} IS NOT NULL", value); }
sql::text is_missing(const sql::text& value) { return sql::build("{} IS NULL", value); }

bool is_nullable(const ordered_value& one) { return one.type.nullable; }

condition_list joined(condition_list first, const condition_list& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

void find(std::vector<condition_list>& found, const condition_list& before, ordered_values columns,
          direction way) {
    if (columns.empty()) { return; }
    auto const first_nullable = std::ranges::find_if(columns, is_nullable);
    auto const first = static_cast<std::size_t>(first_nullable - columns.begin());
    if (first > 0) { found.push_back(joined(before, {beyond(columns.first(first), way)})); }
    if (first == columns.size()) { return; }
    auto equal = before;
    for (const ordered_value& one : columns.first(first)) {
        equal.push_back(equals(one.type.type, one.stored, one.place));
    }
    const ordered_value& here = columns[first];
    auto const rest = columns.subspan(first + 1);
    // Both values are there.
    if (std::ranges::none_of(rest, is_nullable)) {
        found.push_back(joined(equal, {beyond(columns.subspan(first), way)}));
    } else {
        found.push_back(joined(equal, {beyond(columns.subspan(first, 1), way)}));
        find(found, joined(equal, {equals(here.type.type, here.stored, here.place)}), rest, way);
    }
    // One of them is NULL, or both are.
    found.push_back(way == direction::up ? joined(equal, {is_there(here.place), is_missing(here.stored)})
                                         : joined(equal, {is_missing(here.place), is_there(here.stored)}));
    find(found, joined(equal, {is_missing(here.place), is_missing(here.stored)}), rest, way);
}

void find_equal(std::vector<condition_list>& found, const condition_list& before, ordered_values columns) {
    if (columns.empty()) {
        found.push_back(before);
        return;
    }
    const ordered_value& here = columns.front();
    auto const rest = columns.subspan(1);
    find_equal(found, joined(before, {equals(here.type.type, here.stored, here.place)}), rest);
    if (is_nullable(here)) {
        find_equal(found, joined(before, {is_missing(here.place), is_missing(here.stored)}), rest);
    }
}

} // namespace

std::vector<std::vector<sql::text>> rows_beyond(const std::vector<ordered_value>& order, direction way) {
    std::vector<condition_list> found;
    find(found, {}, order, way);
    return found;
}

std::vector<std::vector<sql::text>> rows_at(const std::vector<ordered_value>& order) {
    std::vector<condition_list> found;
    find_equal(found, {}, order);
    return found;
}

bool asks_for_null(const std::vector<sql::text>& conditions, const sql::text& value) {
    return std::ranges::contains(conditions, is_missing(value));
}

} // namespace pgt::lower::apply
