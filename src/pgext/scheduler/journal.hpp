/// What a scheduler writes down about refreshes that do not end well, and tells those who listen.
#pragma once

#include "scheduler/watched_table.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::ext {

/// Notes in the history, for as long as they run, refreshes that may take long. Gives the numbers of the rows.
[[nodiscard]] std::vector<std::int64_t> note_running(std::span<const watched_table* const> tables);
/// They have ended well, and have left rows of their own.
void forget_running(std::span<const std::int64_t> refreshes);
/// Those that nobody is running any more were interrupted: a failure of their tables, which may have been the cause.
void fail_interrupted();

/// Counts the failure, and writes it to the history in place of the notes of `running`. The table gets the status, if there
/// is one.
void record_failure(const watched_table& table, const failed_refresh& why, std::optional<table_status> status,
                    std::span<const std::int64_t> running);

/// Deletes some of what is older, or more, than the settings say; says whether that was all.
[[nodiscard]] bool prune_history(std::span<const watched_table> tables);

/// Notifies those who listen to pgtrickle_alert: JSON with the event, the table, and `about` under `key`, if there is one.
/// Anybody may listen: it must say nothing that came out of rows.
void alert(std::string_view event, const watched_table& table, std::string_view key = {},
           std::string_view about = {});

} // namespace pgt::ext
