/// What has become of the deadlines of stream tables: pgtrickle_catalog.pgt_sla_breaches.
#pragma once

#include <cstdint>
#include <optional>

namespace pgt::ext {

/// A refresh has just ended before which the contents were older than their deadline for so many milliseconds.
void record_breach(std::int64_t table, double late_ms);

/// Which part of the time a stream table may be older than its deadline, and of its refreshes may fail; nothing: pg_trickle.sla_error_budget.
void set_error_budget(std::int64_t table, std::optional<double> part);

/// Forgets those that ended so many days ago; returns how many, at most `most`.
std::uint64_t prune_breaches(std::int32_t days, std::int32_t most);

} // namespace pgt::ext
