#include "immediate/lock_touched.hpp"

#include "catalog/stream_table_lock.hpp"
#include "pg/access/lock_set.hpp"
#include "pg/access/snapshot.hpp"

#include <pgt/lower/protocol.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {
namespace {

static_assert(lower::protocol::row_classes == 128);

std::vector<pg::offered_delta> offered(const delta_batch& batch) {
    std::vector<pg::offered_delta> deltas;
    for (const std::optional<pg::delta_store>& one : batch.by_source) {
        if (one) { deltas.push_back({.rows = &*one, .estimate = static_cast<double>(one->size())}); }
    }
    return deltas;
}

/// In ascending order, which is that of locks.
std::vector<std::uint32_t> numbers_in(const std::bitset<lower::protocol::row_classes>& set) {
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (set.test(i)) { all.push_back(static_cast<std::uint32_t>(i)); }
    }
    return all;
}

} // namespace

void lock_whole(const stream_table& table) { (void)lock_for_refresh(table.relation, if_locked::wait); }

void lock_touched(const stream_table& table, prepared_table& prepared, const delta_batch& batch) {
    if (is_locked_for_refresh(table.relation)) { return; }
    const std::vector<pg::offered_delta> deltas = offered(batch);
    const pg::change_statement* const touched = prepared.touched(batch.changed(), deltas);
    if (touched == nullptr) { return lock_whole(table); }
    pg::lock_row_classes(table.relation, numbers_in(touched->small_numbers(deltas, pg::snapshot::latest())));
}

} // namespace pgt::ext
