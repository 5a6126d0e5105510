#include <pgt/stage/required_cuts.hpp>

#include <pgt/lower/facts/column_types.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>

namespace pgt::stage {
bool can_be_stored(const circuit& node, lower::typing& types) {
    auto const& rows = types.of(node);
    return !rows.empty() && std::ranges::all_of(rows, lower::is_type_of_column, &lower::column_type::type);
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
