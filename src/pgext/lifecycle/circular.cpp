#include "lifecycle/circular.hpp"

#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "pg/access/lock.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <set>
#include <string>
#include <vector>

namespace pgt::ext {
namespace {

/// Looks for a table among all that a query reads.
class search {
  public:
    explicit search(pg::oid wanted) : wanted_(wanted) {}

    /// Whether `relation` is the table, or reads it; then `path` leads to it.
    bool leads_to(pg::oid relation) {
        if (!seen_.insert(relation).second) { return false; }
        const auto table = find_stream_table(relation);
        if (!table) { return false; }
        path_.push_back(table->name.for_people());
        if (relation == wanted_) { return true; }
        const std::vector<dependency> reads = dependencies_of(table->id);
        if (std::ranges::any_of(reads, [this](const dependency& one) { return leads_to(one.source); })) {
            return true;
        }
        path_.pop_back();
        return false;
    }
    [[nodiscard]] const std::vector<std::string>& path() const { return path_; }

  private:
    pg::oid wanted_;
    std::set<pg::oid> seen_;
    std::vector<std::string> path_;
};

bool reads_stream_table(const pg::analysed_query& query) {
    return std::ranges::any_of(
        query.relations, [](const pg::read_relation& one) { return find_stream_table(one.id).has_value(); });
}

} // namespace

void check_not_circular(const stream_table& table, const pg::analysed_query& query) {
    if (!reads_stream_table(query)) { return; }
    // Two transactions could each add half of a circle.
    pg::lock(pg::lock_subject::graph, 0, pg::lock_mode::exclusive);
    search found(table.relation);
    for (const pg::read_relation& one : query.relations) {
        if (!found.leads_to(one.id)) { continue; }
        std::string path = std::format("\"{}\"", table.name.for_people());
        for (const std::string& name : found.path()) { path += std::format(" would read \"{}\"", name); }
        throw user_error(sqlstate::invalid_schema_name,
                         std::format("stream table \"{}\" would read itself", table.name.for_people()))
            .detail(std::format("{}.", path))
            .hint("Use one recursive query instead of stream tables that read each other.");
    }
}

} // namespace pgt::ext
