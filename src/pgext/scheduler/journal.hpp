/// What the scheduler writes to the history of refreshes, beside the rows of refreshes that succeed.
#pragma once

#include "catalog/history.hpp"
#include "scheduler/failure.hpp"
#include "scheduler/roster.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pgt::ext {

/// Adds a row with the status RUNNING for each of these tables. Returns the numbers of the rows.
[[nodiscard]] std::vector<std::int64_t> add_announcements(std::span<const std::int64_t> tables, initiator by);
/// The refreshes have succeeded and have added rows of their own, or will be retried.
void remove_announcements(std::span<const std::int64_t> refreshes);
/// Announced refreshes, all or those of a table, that no process runs any more were interrupted. That counts as a failure of their tables, which may
/// have been the cause.
void fail_interrupted(std::optional<std::int64_t> of = std::nullopt);

/// Counts the failure, and adds it to the history in place of the announcements. The table gets the status, if there is one.
void record_failure(std::int64_t table, const failed_refresh& why, std::optional<table_status> status,
                    std::span<const std::int64_t> announcements);

/// Deletes some of the rows beyond the age and the number that the settings allow; returns whether none are left.
[[nodiscard]] bool prune_history(const roster& tables);

} // namespace pgt::ext
