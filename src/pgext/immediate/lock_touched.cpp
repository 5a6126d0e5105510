#include "immediate/lock_touched.hpp"

#include "catalog/stream_table_lock.hpp"
#include "definition/provable.hpp"
#include "pg/access/lock_set.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {
namespace {

using row_classes = std::vector<std::uint32_t>;

std::vector<pg::offered_delta> offered(const delta_batch& batch) {
    std::vector<pg::offered_delta> deltas;
    for (const std::optional<pg::delta_store>& one : batch.by_source) {
        if (one) { deltas.push_back({.rows = &*one, .estimate = static_cast<double>(one->size())}); }
    }
    return deltas;
}

/// Nothing where the table has to be locked: by such a plan, or because a key cannot be computed.
std::optional<row_classes> classes_touched(prepared_table& prepared, const delta_batch& batch) {
    const std::vector<pg::offered_delta> deltas = offered(batch);
    try {
        pg::subtransaction attempt;
        const pg::change_statement* const touched = prepared.touched(batch.changed(), deltas);
        if (touched == nullptr) { return std::nullopt; }
        const std::vector<std::int64_t> found = touched->numbers(deltas, pg::snapshot::latest());
        attempt.commit();
        return row_classes(found.begin(), found.end());
    } catch (const pg::error& failed) {
        if (!refuses_statement(failed.sqlstate())) { throw; }
        return std::nullopt;
    }
}

} // namespace

void lock_whole(const stream_table& table) { (void)lock_for_refresh(table.relation, if_locked::wait); }

void lock_touched(const stream_table& table, prepared_table& prepared, const delta_batch& batch) {
    if (is_locked_for_refresh(table.relation)) { return; }
    if (const std::optional<row_classes> classes = classes_touched(prepared, batch)) {
        pg::lock_row_classes(table.relation, *classes);
    } else {
        lock_whole(table);
    }
}

} // namespace pgt::ext
