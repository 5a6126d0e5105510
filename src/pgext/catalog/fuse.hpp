/// Fuses of stream tables in the catalog.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"

#include <cstdint>
#include <string>

namespace pgt::ext {

/// Writes how the fuse of a table is set, and whether it is blown.
void write_fuse(const stream_table& table);

/// Notes how many refreshes in a row have found more changes than the ceiling.
void note_fuse_exceeded(std::int64_t id, std::int32_t times);

/// Notes that the fuse has blown in a refresh of the table, which leaves a row in the history and sends an alert.
void blow_fuse(const stream_table& table, std::int64_t pending, const std::string& reason, initiator by);

/// Notes that a table will never apply what it has not applied yet of the changes that `until` covers.
void skip_changes(const stream_table& table, const frontier& until);

} // namespace pgt::ext
