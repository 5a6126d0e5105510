/// Refresh jobs, as a process runs them.
#pragma once

#include "scheduler/executor.hpp"

namespace pgt::ext {

/// Runs a job in this process: refreshes its tables in one transaction, several of them under one snapshot. Throws nothing that the refresh
/// throws: that is the outcome.
[[nodiscard]] job_outcome run(const job_order& order);

} // namespace pgt::ext
