#include "scheduler/waiting.hpp"

namespace pgt::ext {

frontier frontier_of(const watched_table& table) {
    return table.frontier.empty() ? frontier() : frontier::parse(table.frontier);
}

std::optional<pg::relation> buffer_at_hand(pg::oid source) {
    const auto buffer = pg::find_buffer(source);
    return buffer ? pg::relation::find_if_free(*buffer, pg::lock_mode::access_share) : std::nullopt;
}

std::map<pg::oid, std::vector<std::size_t>> consumers_in(const std::vector<watched_table>& tables) {
    std::map<pg::oid, std::vector<std::size_t>> by_source;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        for (const pg::oid source : tables[i].captured) { by_source[source].push_back(i); }
    }
    return by_source;
}

std::vector<bool> wait_for_changes(const std::vector<watched_table>& tables, const pg::snapshot& under) {
    std::vector<bool> waiting;
    for (const watched_table& one : tables) { waiting.push_back(one.needs_refresh); }
    for (const auto& [source, readers] : consumers_in(tables)) {
        std::vector<std::size_t> asking;
        std::vector<frontier> frontiers;
        for (const std::size_t one : readers) {
            if (waiting[one]) { continue; }
            asking.push_back(one);
            frontiers.push_back(frontier_of(tables[one]));
        }
        if (asking.empty()) { continue; }
        const std::optional<pg::relation> buffer = buffer_at_hand(source);
        const std::vector<bool> found =
            buffer ? pg::have_changes(*buffer, frontiers, under) : std::vector<bool>(asking.size(), true);
        for (std::size_t i = 0; i < asking.size(); ++i) {
            if (found[i]) { waiting[asking[i]] = true; }
        }
    }
    return waiting;
}

} // namespace pgt::ext
