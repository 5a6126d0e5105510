/// What a refresh leaves behind in the catalog.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/value/value.hpp"

#include <pgt/schedule/initiator.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pgt::ext {

enum class refresh_action : std::uint8_t { full, differential, reinitialize };
using schedule::initiator;

/// One refresh that is done.
struct refresh_record {
    std::int64_t generation = 0; ///< of the table, when the refresh began
    refresh_action action = refresh_action::full;
    initiator by = initiator::manual;
    pg::moment started{};
    pg::moment data{}; ///< when the snapshot was taken: what the contents are of
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t deleted = 0;
    std::optional<std::int64_t> changes; ///< of sources that were taken in; none for a full one
    bool was_fallback = false;           ///< of a differential table, in full
    std::string reason;
    double read_ms = 0;
    double plan_ms = 0;
    double apply_ms = 0;
    std::string frontier; ///< empty: the table has none
    std::optional<double> full_ms;
    std::optional<std::int64_t> full_blocks;
    std::optional<double> delta_ms_per_row;
};

[[nodiscard]] std::string_view name_of(refresh_action action);
[[nodiscard]] std::string_view name_of(initiator by);

/// Adds a row to the history and brings that of the table up to date: it is populated and active. If it was to be set up
/// anew, that is done, unless it was asked for once more meanwhile.
void record_refresh(std::int64_t id, const refresh_record& done);

} // namespace pgt::ext
