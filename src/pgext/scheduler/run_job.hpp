/// The transactions of a refresh job.
#pragma once

#include "scheduler/executor.hpp"

namespace pgt::ext {

/// Adds rows to the history for the tables that may take long, in a transaction of its own: they are seen while the job runs, and if it
/// is interrupted afterwards. Returns false if a table is locked by a concurrent session.
[[nodiscard]] bool announce(const job_order& order, job_outcome& outcome);

/// Refreshes the tables in one transaction; several of them under one snapshot. Returns false, having done nothing, if a table is
/// locked by a concurrent session. Keeps `outcome.at` up to date. Throws what the refresh throws.
[[nodiscard]] bool refresh_all(const job_order& order, job_outcome& outcome);

} // namespace pgt::ext
