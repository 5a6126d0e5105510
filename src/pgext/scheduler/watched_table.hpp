/// `watched_table`: what a scheduler knows of a stream table.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/access/snapshot.hpp"
#include "scheduler/failure.hpp"

#include <pgt/schedule/network.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

struct watched_table {
    schedule::definition planned;
    pg::relation_name name;
    table_status status = table_status::active;
    bool needs_refresh = false; ///< whatever its sources did: it was never filled, or has to be set up anew
    int failures = 0;           ///< in a row
    pg::oid owner = pg::no_oid; ///< no_oid: the table is gone
    std::optional<failed_refresh> trouble; ///< its row in the catalog makes no sense: this is what is wrong
    std::string frontier;
    std::vector<pg::oid> captured; ///< the sources whose changes are captured for it
    std::vector<pg::oid>
        marked; ///< those of a table in mode FULL that tell when they have changed: all or none
    std::optional<schedule::moment> data; ///< what time its contents are of

    [[nodiscard]] bool is_active() const {
        return status == table_status::active || status == table_status::initializing;
    }
};

/// All stream tables of the database, as the catalog has them.
[[nodiscard]] std::vector<watched_table> load_tables();

/// How they hang together, and how often each is to be refreshed.
[[nodiscard]] schedule::network network_of(const std::vector<watched_table>& tables);

/// Whether there is something to take in that `under` sees, or something that is missing has to be made again.
[[nodiscard]] bool has_pending_changes(const watched_table& table, const pg::snapshot& under);

} // namespace pgt::ext
