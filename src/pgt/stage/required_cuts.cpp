#include <pgt/stage/required_cuts.hpp>

#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>

namespace pgt::stage {
namespace {

/// A table has no columns of types that are not known, or that stand for any row.
bool is_type_of_column(const lower::column_type& column) {
    auto const& name = column.type.name;
    return !name.empty() && name != "record" && name != "record[]" && name != "unknown";
}

} // namespace

bool can_be_stored(const circuit& node, lower::typing& types) {
    auto const& rows = types.of(node);
    return !rows.empty() && std::ranges::all_of(rows, is_type_of_column);
}

std::vector<cut> required_cuts(const bind::query& query, lower::typing& types) {
    std::vector<cut> result;
    auto const top = lower::peel(query.root, types);
    for (const circuit& node : nodes_of(query.root)) {
        bool const is_top = top && top->below.identity() == node.identity();
        if (!lower::piece(node).is<lower::window_operator>() || is_top) { continue; }
        if (can_be_stored(node, types)) {
            result.push_back({node, "window functions below other operators"});
        }
    }
    return result;
}

} // namespace pgt::stage
