#include "refresh/record_comparison.hpp"

#include "catalog/audit.hpp"
#include "pg/boundary/report.hpp"
#include "pg/value/clock.hpp"

#include <format>
#include <vector>

namespace pgt::ext {

void keep_differences(const stream_table& table, const comparison& found) {
    std::vector<audit_difference> rows;
    for (const differing_row& one : found.rows) {
        rows.push_back({one.relation, one.is_missing, one.contents});
    }
    record_differences(table.id, rows);
}

void record_comparison(const stream_table& table, const comparison& found, bool was_repaired, initiator by) {
    if (!found.is_equal() && !was_repaired) {
        forget_differences(table.id, pg::now());
        keep_differences(table, found);
    }
    record_audit(table.id, {.missing = found.missing,
                            .surplus = found.surplus,
                            .of_states = found.of_states,
                            .was_repaired = was_repaired,
                            .ms = found.ms,
                            .by = by});
    if (was_repaired) { forget_audit_round(table.id); } // what its pieces have found is no longer so
}

void warn_of_difference(const stream_table& table, const comparison& found) {
    if (found.is_equal()) { return; }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" differs from its query", table.name.for_people()),
               std::format("It lacks {} rows, has {} that it should not have, and {} differ in its states.",
                           found.missing, found.surplus, found.of_states),
               "Call pgtrickle.verify_stream_table(), with repair => true to replace them.");
}

} // namespace pgt::ext
