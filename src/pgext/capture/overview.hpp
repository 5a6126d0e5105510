/// `table_overview`: all stream tables of the database as values, for the scheduler and for reports.
#pragma once

#include "catalog/stream_table.hpp"
#include "frontier/frontier.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/network.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

struct table_overview {
    schedule::definition planned;
    pg::relation_name name;
    table_status status = table_status::active;
    bool needs_refresh =
        false; ///< whatever its sources did: it was never filled, or has to be re-initialised
    bool is_left_behind = false;       ///< `is_suspended_by_upkeep`
    bool is_frozen = false;            ///< its tier: the scheduler leaves it alone
    bool is_fused = false;             ///< its fuse has blown
    bool is_held = false;              ///< pause_scheduler() was called for it
    int failures = 0;                  ///< in a row
    pg::oid owner = pg::no_oid;        ///< no_oid: the table is gone
    std::optional<user_error> trouble; ///< its catalog row is invalid: this is what is wrong
    frontier applied;                  ///< the changes that its contents reflect
    std::vector<pg::oid> captured;     ///< the sources whose changes are captured for it
    std::vector<pg::oid>
        marked; ///< of a table in mode FULL the sources that are marked when they change: all or none
    std::optional<schedule::time_point> data;        ///< the time that its contents are of
    std::optional<schedule::time_point> moment = {}; ///< when rows of it come or go by the clock
    std::optional<schedule::span> deadline =
        {}; ///< how old its contents may become, by set_stream_table_sla()

    bool reads_watermarks = false; ///< a source of it is in a watermark group
    std::optional<std::int32_t> cycle = {};
    bool waits_for_cycle = false;          ///< another table of its cycle is not active
    std::optional<std::string> waits = {}; ///< why the scheduler must not refresh it yet

    [[nodiscard]] bool is_active() const { return !waits_for_cycle && is_active_itself(); }
    [[nodiscard]] bool is_active_itself() const {
        return !is_frozen && !is_held && (is_left_behind || (is_refreshed_by_scheduler(status) && !is_fused));
    }
};

[[nodiscard]] std::vector<table_overview> load_overview();

/// Their dependencies, and how often each is to be refreshed.
[[nodiscard]] schedule::network network_of(const std::vector<table_overview>& tables);

} // namespace pgt::ext
