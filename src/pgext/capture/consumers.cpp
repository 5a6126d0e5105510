#include "capture/consumers.hpp"

namespace pgt::ext {

std::optional<pg::relation> find_free_buffer(pg::oid source) {
    const auto buffer = pg::find_buffer(source);
    return buffer ? pg::relation::find_if_free(*buffer, pg::lock_mode::access_share) : std::nullopt;
}

std::map<pg::oid, std::vector<std::size_t>> consumers_in(const std::vector<table_overview>& tables) {
    std::map<pg::oid, std::vector<std::size_t>> by_source;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        for (const pg::oid source : tables[i].captured) { by_source[source].push_back(i); }
    }
    return by_source;
}

std::vector<bool> have_changes(pg::oid source, std::span<const frontier> after, const pg::snapshot& under) {
    const std::optional<pg::relation> buffer = find_free_buffer(source);
    return buffer ? pg::have_changes(*buffer, after, under) : std::vector<bool>(after.size(), true);
}

std::vector<bool> find_pending(const std::vector<table_overview>& tables, const std::vector<bool>& asked,
                               const source_check& check) {
    std::vector<bool> pending;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        pending.push_back(asked[i] && tables[i].needs_refresh);
    }
    for (const auto& [source, consumers] : consumers_in(tables)) {
        std::vector<std::size_t> open;
        std::vector<frontier> frontiers;
        for (const std::size_t one : consumers) {
            if (!asked[one] || pending[one]) { continue; }
            open.push_back(one);
            frontiers.push_back(tables[one].applied);
        }
        if (open.empty()) { continue; }
        const std::vector<bool> found = check(source, frontiers);
        for (std::size_t i = 0; i < open.size(); ++i) { pending[open[i]] = found[i]; }
    }
    return pending;
}

} // namespace pgt::ext
