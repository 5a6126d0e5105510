/// What a user chooses about a stream table, by name: the arguments of the functions that create and alter one, the keys of their JSON
/// forms. An option is described once, in the table of options.
#pragma once

#include "catalog/stream_table.hpp"
#include "lifecycle/fuse.hpp"
#include "lifecycle/partitioning.hpp"
#include "lifecycle/storage_options.hpp"
#include "lifecycle/strict.hpp"
#include "pg/value/named_arguments.hpp"

#include <pgt/schedule/rule.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::ext {

/// Nothing: the default of a new stream table, or what an existing one has.
struct table_options {
    std::optional<std::string> query;
    std::optional<schedule::rule> when;
    std::optional<refresh_mode> mode;
    std::optional<bool> initialize;
    std::optional<table_status> status;
    std::optional<std::string> diamond_consistency; ///< "atomic" or "none"
    std::optional<std::string> diamond_policy;      ///< "fastest" or "slowest"
    std::optional<std::string> upkeep_errors;       ///< "refuse" or "suspend"
    std::optional<std::string> tier;                ///< of `schedule::tier_names`
    std::optional<std::string> service;             ///< of `schedule::service_class_names`
    std::optional<std::string> row_errors;          ///< "stop" or "quarantine"
    std::optional<bool> shadow;                     ///< compares each refresh with a full computation
    fuse_alteration fuse;
    std::optional<strict_limits> limits; ///< what its upkeep may be expected to cost
    bool is_sliding_window = false;      ///< rows have to come and go by the clock
    std::optional<bool> append_only;     ///< rows are only added to it
    std::optional<ext::partitioning> partitioning;
    storage_options storage;
};

/// Which options there are.
enum class option_use : std::uint8_t { creation, alteration };

/// Options as they were given, `where` for messages: "create_stream_table()". Throws `user_error`: 22023 for an unknown option, or an invalid
/// value, 0A000 for features that do not exist yet.
[[nodiscard]] table_options read_options(std::span<const pg::named_argument> given, option_use use,
                                         const std::string& where);

/// Writes what was chosen into the row of a table: all but its query. Throws `user_error` 22023 for choices that exclude each other.
void choose(stream_table& table, const table_options& chosen);

/// Whether two rows say the same of all that can be chosen.
[[nodiscard]] bool has_same_choices(const stream_table& one, const stream_table& other);

/// The same options, and the default for what a new stream table would have by default.
[[nodiscard]] table_options with_defaults(table_options given);

/// A schedule as the catalog stores it: none if it is calculated.
[[nodiscard]] std::optional<std::string> stored(const schedule::rule& when);

} // namespace pgt::ext
