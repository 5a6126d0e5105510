#include "immediate/lock_touched.hpp"

#include "catalog/stream_table_lock.hpp"
#include "pg/access/lock_set.hpp"
#include "pg/access/snapshot.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {
namespace {

std::vector<pg::offered_delta> offered(const delta_batch& batch) {
    std::vector<pg::offered_delta> deltas;
    for (const std::optional<pg::delta_store>& one : batch.by_source) {
        if (one) { deltas.push_back({.rows = &*one, .estimate = static_cast<double>(one->size())}); }
    }
    return deltas;
}

/// Whether the table follows from any of the changes: a source that the query names may have no effect on its result.
bool is_touched(const prepared_table& prepared, const delta_batch& batch) {
    lower::source_set changed = batch.changed();
    changed.resize(changed.size() + prepared.states().size() + prepared.clocked().size());
    return std::ranges::contains(prepared.changed_for(prepared.states().size(), changed), true);
}

} // namespace

void lock_whole(const stream_table& table) { (void)lock_for_refresh(table.relation, if_locked::wait); }

void lock_touched(const stream_table& table, prepared_table& prepared, const delta_batch& batch) {
    if (is_locked_for_refresh(table.relation)) { return; }
    if (prepared.states().empty() && !is_touched(prepared, batch)) { return; }
    const std::vector<pg::offered_delta> deltas = offered(batch);
    const pg::change_statement* const touched = prepared.touched(batch.changed(), deltas);
    if (touched == nullptr) { return lock_whole(table); }
    const std::vector<std::int64_t> found = touched->numbers(deltas, pg::snapshot::latest());
    pg::lock_row_classes(table.relation, std::vector<std::uint32_t>(found.begin(), found.end()));
}

} // namespace pgt::ext
