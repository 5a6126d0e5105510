#include "stage/stage_query.hpp"

#include <pgt/lower/facts/unique_key.hpp>

#include <numeric>
#include <utility>

namespace pgt::stage {
namespace {

/// Column `i` of a stored relation: the hidden ones come after them.
bind::column_info column_of(const lower::column_type& type, std::size_t i) {
    return {.name = "c" + std::to_string(i + 1),
            .type = type.type,
            .not_null = !type.nullable,
            .number = static_cast<int>(i) + 1};
}

std::vector<std::string> column_names(const bind::source& state) {
    std::vector<std::string> names;
    for (const auto& column : state.relation.columns) { names.push_back(column.name); }
    return names;
}

} // namespace

bind::source source_of(const bind::query& query, lower::typing& types, const circuit& node,
                       std::size_t index) {
    bind::source result{.name = name_of_input(index), .relation = {}, .used = {}};
    for (const auto& type : types.of(node)) {
        result.relation.columns.push_back(column_of(type, result.relation.columns.size()));
    }
    result.used.resize(result.relation.columns.size());
    std::iota(result.used.begin(), result.used.end(), 0);
    if (auto const key = lower::unique_key(query, types, node)) {
        result.relation.keys.emplace_back(key->begin(), key->end());
    }
    return result;
}

std::vector<bind::query> stage_queries(const bind::query& query, lower::typing& types, const pieces& cut) {
    auto sources = query.sources;
    for (const cut_part& one : cut.stored) {
        sources.push_back(source_of(query, types, one.node, sources.size()));
    }
    std::vector<bind::query> result;
    for (std::size_t i = 0; i < cut.stored.size(); ++i) {
        const auto& state = sources[query.sources.size() + i];
        result.push_back({cut.stored[i].root, column_names(state), sources, query.constants});
    }
    result.push_back({cut.root, query.columns, std::move(sources), query.constants});
    return result;
}

} // namespace pgt::stage
