/// SQL functions that stop and start the scheduler of a database. Who may call them is a matter of privileges: the install script revokes them from PUBLIC.
#include "pg/access/identity.hpp"
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/drain.hpp"
#include "pg/worker/shared_state.hpp"

#include <pgt/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;

void require_shared_memory() {
    if (pg::shared() != nullptr) { return; }
    throw user_error(sqlstate::object_not_in_prerequisite_state, "the server has no schedulers")
        .detail("It was started without pg_trickle in shared_preload_libraries.")
        .hint("Add pg_trickle to shared_preload_libraries and restart the server.");
}

bool drain(std::int32_t timeout_s) {
    pg::refuse_on_standby("drain the scheduler");
    pg::refuse_if_restricted("drain()");
    if (timeout_s < 0) {
        throw user_error(sqlstate::invalid_parameter_value, "timeout_s must not be negative")
            .hint("Pass 0 to return at once.");
    }
    require_shared_memory();
    return pg::drain_scheduler(std::chrono::seconds(timeout_s));
}

bool is_drained() { return pg::is_drained(); }

bool is_draining() { return pg::is_draining(); }

using drain_row = std::tuple<std::optional<pg::moment>, std::int32_t>;

std::vector<drain_row> drain_progress() {
    const auto began = pg::begin_of_drain();
    return {{began ? std::optional(pg::moment{*began}) : std::nullopt, pg::running_refreshes()}};
}

bool undrain() {
    pg::refuse_on_standby("end a drain");
    pg::refuse_if_restricted("undrain()");
    require_shared_memory();
    return pg::end_drain();
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_drain, drain);
PGT_SQL_FUNCTION(pgtrickle_is_drained, is_drained);
PGT_SQL_FUNCTION(pgtrickle_is_draining, is_draining);
PGT_SQL_FUNCTION(pgtrickle_drain_progress, drain_progress);
PGT_SQL_FUNCTION(pgtrickle_undrain, undrain);
