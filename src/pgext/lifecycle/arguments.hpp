/// The arguments of the functions that create and alter stream tables.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/value/function.hpp"

#include <pgt/schedule/rule.hpp>

#include <optional>
#include <span>
#include <string>

namespace pgt::ext {

/// A new stream table. Any value of pooler_compatibility_mode is accepted: refreshes keep no prepared statements that a pooler could see,
/// and send no notifications.
struct creation {
    std::string name; ///< as written
    std::string query;
    std::optional<std::string> schedule; ///< none: calculated
    refresh_mode mode = refresh_mode::automatic;
    bool initialize = true;
    diamond_settings diamonds;
    std::string upkeep_errors = "refuse"; ///< or "suspend"
};

/// The arguments of create_stream_table(). Throws `user_error`: 22023 for invalid values, 0A000 for
/// features that do not exist yet.
[[nodiscard]] creation read_creation(const pg::function_call& call);

/// What to change about a stream table; none: keep it.
struct alteration {
    std::string name;
    std::optional<schedule::rule> when;
    std::optional<refresh_mode> mode;
    std::optional<table_status> status;
    std::optional<std::string> diamond_consistency;
    std::optional<std::string> diamond_policy;
    std::optional<std::string> upkeep_errors;
    std::optional<std::string> tier;    ///< of `schedule::tier_names`
    std::optional<std::string> service; ///< of `schedule::service_class_names`
};

/// A schedule as the catalog stores it: none if it is calculated.
[[nodiscard]] std::optional<std::string> stored(const schedule::rule& when);

/// Throws `user_error` 22023 for diamonds whose tables wait for the slowest but are not refreshed together.
void check_diamonds(const diamond_settings& settings);

/// The arguments of alter_stream_table(); throws as `read_creation`.
[[nodiscard]] alteration read_alteration(const pg::function_call& call);

} // namespace pgt::ext
