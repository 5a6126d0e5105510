/// Many stream tables by one call, all or none.
#pragma once

#include "pg/value/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace pgt::ext {

/// Creates a table for each object of a JSON array, whose keys are the arguments of create_stream_table(), in this order. Gives an array of
/// objects with name, status and pgt_id. Throws as that function, with the place in the array as CONTEXT, and `user_error` 22023 for another
/// form.
[[nodiscard]] pg::json bulk_create(const pg::json& definitions);

/// Alters tables alike, by an object whose keys are arguments of alter_stream_table(). Gives how many it has changed.
[[nodiscard]] std::int32_t bulk_alter(const std::vector<std::string>& names, const std::string& parameters);

/// Drops tables, those first that read others of them. Gives how many there were.
[[nodiscard]] std::int32_t bulk_drop(const std::vector<std::string>& names);

/// Pauses all tables of the current user that a scheduler refreshes. Gives how many. Waits for refreshes that are running.
[[nodiscard]] std::int32_t pause_all();
/// Makes all paused tables of the current user active again. Gives how many.
[[nodiscard]] std::int32_t resume_all();

} // namespace pgt::ext
