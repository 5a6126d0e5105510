#include <pgt/lower/facts/extremum_index.hpp>

#include <pgt/lower/facts/known_order.hpp>
#include <pgt/lower/piece/leaf.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

namespace {

bool is_extremum(const aggregate_call& call) {
    return call.kind == aggregate_kind::min || call.kind == aggregate_kind::max;
}

bool is_table(const circuit& c) {
    auto const read = leaf_of(c);
    return read && read->of == version::now;
}

} // namespace

std::optional<std::vector<std::size_t>> extremum_index(const grouped_query& groups,
                                                       const aggregate_call& call, typing& types) {
    if (!is_extremum(call) || !is_table(groups.in) || groups.group.is_identity()) { return std::nullopt; }
    auto columns = groups.group.columns();
    columns.push_back(call.call.args()[0]);
    auto const& rows = types.of(groups.in);
    std::vector<std::size_t> result;
    for (const expression& e : columns) {
        auto const column = e.as_column();
        if (!column || !has_known_order(rows.at(*column).type)) { return std::nullopt; }
        if (!std::ranges::contains(result, *column)) { result.push_back(*column); }
    }
    return result;
}

std::vector<std::vector<std::size_t>> extremum_indexes(const circuit& root, const std::string& name,
                                                       typing& types) {
    auto const groups = groups_of(root, types);
    std::vector<std::vector<std::size_t>> result;
    if (!groups || leaf_of(groups->in) != leaf{name}) { return result; }
    for (const aggregate_call& call : groups->calls) {
        auto columns = extremum_index(*groups, call, types);
        if (columns && !std::ranges::contains(result, *columns)) { result.push_back(std::move(*columns)); }
    }
    return result;
}

} // namespace pgt::lower
