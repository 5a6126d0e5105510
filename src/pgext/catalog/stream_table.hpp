/// `stream_table`: what the catalog says about one.
#pragma once

#include "frontier/frontier.hpp"
#include "pg/access/lookup.hpp"
#include "pg/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::ext {

/// How a stream table is maintained; `immediate`: by the statements that change its sources; `on_commit`: by their transactions, when those
/// commit. `automatic` may be requested; it amounts to one of the others.
enum class refresh_mode : std::uint8_t { automatic, differential, full, immediate, on_commit };
/// Whether the transactions that change the sources maintain a stream table: no scheduler does.
[[nodiscard]] constexpr bool is_in_transaction(refresh_mode mode) {
    return mode == refresh_mode::immediate || mode == refresh_mode::on_commit;
}
enum class table_status : std::uint8_t { initializing, active, paused, suspended, error };

[[nodiscard]] constexpr bool is_refreshed_by_scheduler(table_status status) {
    return status == table_status::active || status == table_status::initializing;
}

/// Whether a table that transactions maintain was suspended by an error of its upkeep, the only reason there is: the scheduler refreshes it until that
/// succeeds.
[[nodiscard]] constexpr bool is_suspended_by_upkeep(refresh_mode mode, table_status status) {
    return is_in_transaction(mode) && status == table_status::suspended;
}

/// As SQL has them: 'AUTO', 'DIFFERENTIAL', 'FULL', 'IMMEDIATE', 'ON COMMIT'; 'ACTIVE', ...
[[nodiscard]] std::string_view name_of(refresh_mode mode);
[[nodiscard]] std::string_view name_of(table_status status);
/// Case doesn't matter. Throws `user_error` 22023 for any other text; `what` is the argument's name.
[[nodiscard]] refresh_mode parse_mode(std::string_view text, std::string_view what);
[[nodiscard]] table_status parse_status(std::string_view text, std::string_view what = "status");

/// How diamonds are refreshed that end at a table.
struct diamond_settings {
    std::string consistency = "atomic"; ///< or "none"
    std::string policy = "fastest";     ///< or "slowest"
};

/// What stops refreshes before they apply more changes than anyone has expected.
struct fuse_settings {
    std::string mode = "off"; ///< "on"; or "auto": it blows only where recomputing would be cheaper, too
    std::optional<std::int64_t> ceiling; ///< none: pg_trickle.fuse_default_ceiling
    std::int32_t sensitivity = 1;        ///< how many refreshes in a row have to find more changes
    std::int32_t exceeded = 0;           ///< how many in a row have found more
    bool is_blown = false;
};

struct stream_table {
    std::int64_t id = 0;
    pg::oid relation = pg::no_oid;
    pg::relation_name name;
    pg::oid definition = pg::no_oid; ///< the view that holds its query
    refresh_mode requested = refresh_mode::automatic;
    refresh_mode mode = refresh_mode::full; ///< what that amounts to
    table_status status = table_status::initializing;
    std::int32_t failures = 0; ///< refreshes by the scheduler that failed in a row
    bool is_populated = false;
    bool needs_reinit = false;
    std::string reinit_reason;
    std::int64_t generation = 1; ///< counts changes after which a session has to plan again
    std::optional<std::string> schedule;
    diamond_settings diamonds;
    ext::frontier frontier;                 ///< which changes of its sources it has applied
    std::optional<double> full_ms;          ///< what its last full refresh took
    std::int64_t full_blocks = 0;           ///< how large its sources were then
    std::optional<double> delta_ms_per_row; ///< what a differential refresh takes for each change
    std::string fingerprint; ///< of what its maintenance rests on: keys and columns of its sources
    std::string upkeep_errors =
        "refuse"; ///< of a table in mode IMMEDIATE: the write; or "suspend": the table
    bool locks_rows =
        false; ///< in mode IMMEDIATE or ON COMMIT: writers lock the rows that they touch, not the table
    std::string tier = "hot";         ///< of `schedule::tier_names`
    std::string service = "standard"; ///< of `schedule::service_class_names`
    std::vector<std::string>
        key_columns; ///< that no two rows share and that are never NULL; empty: none are known
    std::vector<std::string> settings; ///< name=value: those under which its query has its meaning
    fuse_settings fuse;
    std::optional<std::int32_t> cycle; ///< the one that it is in with other stream tables
    std::string row_errors =
        "stop"; ///< an error in an expression over a row fails the refresh; "quarantine": the row is left out
    std::int32_t quarantine_states =
        0;                   ///< how many of its states, the last ones, hold rows that are left out
    std::int32_t spills = 0; ///< differential refreshes in a row that have written temporary files
    bool is_held = false;    ///< pause_scheduler(): the scheduler leaves it alone
    std::optional<std::int64_t>
        deadline_ms; ///< how old its contents may become, as set_stream_table_sla() says

    [[nodiscard]] bool quarantines() const { return row_errors == "quarantine"; }
};

} // namespace pgt::ext
