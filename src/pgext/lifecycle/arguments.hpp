/// What the functions for stream tables are called with.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/value/function.hpp"

#include <pgt/schedule/rule.hpp>

#include <optional>
#include <span>
#include <string>

namespace pgt::ext {

/// A new stream table, as its author wants it. Of pooler_compatibility_mode it takes any value: what a refresh keeps
/// prepared is the server's own, which poolers don't see, and it notifies nobody.
struct creation {
    std::string name; ///< as written
    std::string query;
    std::optional<std::string> schedule; ///< nothing: calculated
    refresh_mode mode = refresh_mode::automatic;
    bool initialize = true;
    diamond_settings diamonds;
};

/// The arguments of create_stream_table(). Throws `user_error`: 22023 for values that make no sense, 0A000 for those
/// that ask for what is not there yet.
[[nodiscard]] creation read_creation(const pg::function_call& call);

/// What to change about a stream table; nothing: leave it.
struct alteration {
    std::string name;
    std::optional<schedule::rule> when;
    std::optional<refresh_mode> mode;
    std::optional<table_status> status;
    std::optional<std::string> diamond_consistency;
    std::optional<std::string> diamond_policy;
};

/// What the catalog holds of a schedule: nothing if it is calculated.
[[nodiscard]] std::optional<std::string> stored(const schedule::rule& when);

/// Throws `user_error` 22023 for diamonds that wait for their slowest table but are not refreshed as one.
void check_diamonds(const diamond_settings& settings);

/// The arguments of alter_stream_table(); throws as `read_creation`.
[[nodiscard]] alteration read_alteration(const pg::function_call& call);

} // namespace pgt::ext
