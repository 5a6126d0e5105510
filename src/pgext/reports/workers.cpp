/// What the workers of all schedulers do, as shared memory tells it.
#include "pg/value/clock.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/databases.hpp"
#include "pg/worker/shared_state.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/placement.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

using pool_row = std::tuple<std::int32_t, std::int32_t, std::int32_t, std::string, std::int32_t>;

std::string name_of(parallel_mode mode) {
    switch (mode) {
    case parallel_mode::off: return "off";
    case parallel_mode::dry_run: return "dry_run";
    case parallel_mode::on: break;
    }
    return "on";
}

std::vector<pool_row> worker_pool() {
    const int most = settings::max_dynamic_refresh_workers();
    int active = 0;
    int all = 0;
    if (pg::shared_state* const state = pg::shared(); state != nullptr) {
        active = static_cast<int>(std::ranges::count_if(state->pool.workers, pg::is_active));
        all = pg::count_workers(state->pool);
    }
    const int allowed = schedule::allowed_workers(settings::max_concurrent_refreshes(),
                                                  settings::per_database_worker_quota(), most, all);
    return {{active, most, allowed, name_of(settings::parallel_refresh()), std::max(all - active, 0)}};
}

using job_row = std::tuple<std::int64_t, std::int64_t, std::int32_t, std::int32_t, std::string, std::int32_t,
                           std::optional<std::int32_t>, pg::moment, pg::moment, std::optional<pg::moment>>;

std::string name_of(pg::shared_job::state how) {
    switch (how) {
    case pg::shared_job::state::running: return "RUNNING";
    case pg::shared_job::state::succeeded: return "SUCCEEDED";
    case pg::shared_job::state::postponed: return "POSTPONED";
    case pg::shared_job::state::failed: return "FAILED";
    case pg::shared_job::state::lost: break;
    }
    return "LOST";
}

/// A job of this database that has not ended before `since`; nothing if it is none, or if the entry was written meanwhile.
std::optional<job_row> read_job(const pg::shared_job& entry, std::int64_t since) {
    const std::int64_t id = entry.id;
    const std::int64_t ended = entry.ended;
    const int worker = entry.worker;
    if (id == 0 || entry.database != pg::this_database() || (ended != 0 && ended < since)) {
        return std::nullopt;
    }
    job_row row{id,
                entry.table,
                entry.tables,
                entry.attempt,
                name_of(entry.how.load()),
                entry.scheduler,
                worker != 0 ? std::optional(worker) : std::nullopt,
                pg::moment{entry.planned.load()},
                pg::moment{entry.started.load()},
                ended != 0 ? std::optional(pg::moment{ended}) : std::nullopt};
    return entry.id == id ? std::optional(std::move(row)) : std::nullopt;
}

std::vector<job_row> worker_jobs(std::int32_t max_age_seconds) {
    if (max_age_seconds < 0) {
        throw user_error(sqlstate::invalid_parameter_value, "max_age_seconds must not be negative")
            .hint("Pass 0 to see only the jobs that run.");
    }
    std::vector<job_row> rows;
    if (pg::shared() == nullptr) { return rows; }
    const std::int64_t since =
        static_cast<std::int64_t>(pg::now()) - std::int64_t{max_age_seconds} * 1'000'000;
    for (const pg::shared_job& entry : pg::shared()->pool.jobs) {
        if (auto row = read_job(entry, since)) { rows.push_back(*std::move(row)); }
    }
    std::ranges::sort(rows, {}, [](const job_row& row) { return std::get<0>(row); });
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_worker_pool, worker_pool);
PGT_SQL_FUNCTION(pgtrickle_worker_jobs, worker_jobs);
