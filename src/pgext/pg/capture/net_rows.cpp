#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pg/capture/net_rows.hpp"

#include <cstring>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <executor/tuptable.h>
#include <miscadmin.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

/// The bytes of a row: everything but its length, which comes first.
std::string_view content(const MinimalTupleData* row) {
    return {reinterpret_cast<const char*>(row) + sizeof row->t_len, row->t_len - sizeof row->t_len};
}

/// The weight is the last column, and stands at the very end.
void set_weight(MinimalTupleData* row, std::int32_t weight) {
    std::memcpy(reinterpret_cast<char*>(row) + row->t_len - sizeof weight, &weight, sizeof weight);
}

/// Whether some value of a row stands elsewhere, or is compressed: then equal values may have different bytes.
bool has_large_values(TupleDescData* description, const Datum* values, const bool* nulls) {
    for (int i = 0; i < description->natts; ++i) {
        if (nulls[i] || TupleDescAttr(description, i)->attlen != -1) continue;
        const auto* const value = reinterpret_cast<const varlena*>(DatumGetPointer(values[i]));
        if (VARATT_IS_EXTERNAL(value) || VARATT_IS_COMPRESSED(value)) return true;
    }
    return false;
}

} // namespace

net_rows::net_rows(delta_store& to)
    : to_(to), memory_(call([] {
          return BumpContextCreate(CurrentMemoryContext, "pg_trickle net rows", ALLOCSET_DEFAULT_SIZES);
      })) {}

net_rows::~net_rows() {
    call_in_destructor([this] { MemoryContextDelete(memory_); });
}

void net_rows::add(datum* values, const bool* nulls, std::int32_t weight) {
    if (complete_ && (size_ > static_cast<std::size_t>(work_mem) * 1024 ||
                      has_large_values(to_.description(), values, nulls))) {
        give_up();
    }
    if (!complete_) {
        values[to_.description()->natts - 1] = Int32GetDatum(weight);
        tuplestore_putvalues(to_.rows(), to_.description(), values, nulls);
        to_.counted().count(weight);
        return;
    }
    values[to_.description()->natts - 1] = Int32GetDatum(0);
    MemoryContext const before = MemoryContextSwitchTo(memory_);
    MinimalTuple const row = heap_form_minimal_tuple(to_.description(), values, nulls, 0);
    MemoryContextSwitchTo(before);
    const std::string_view bytes = content(row);
    const auto [found, is_new] = by_hash_.try_emplace(XXH3_64bits(bytes.data(), bytes.size()),
                                                      static_cast<std::uint32_t>(entries_.size()));
    if (is_new) {
        entries_.push_back({.row = row, .weight = weight});
        size_ += row->t_len + 2 * sizeof(entry);
    } else if (entry& known = entries_[found->second]; content(known.row) == bytes) {
        known.weight += weight;
    } else { // another row with the same hash
        entries_.push_back({.row = row, .weight = weight});
        give_up();
    }
}

void net_rows::give_up() {
    complete_ = false;
    finish();
}

void net_rows::finish() {
    if (entries_.empty()) return;
    TupleTableSlot* const slot = MakeSingleTupleTableSlot(to_.description(), &TTSOpsMinimalTuple);
    for (const entry& one : entries_) {
        CHECK_FOR_INTERRUPTS();
        if (one.weight == 0) continue;
        set_weight(one.row, one.weight);
        ExecStoreMinimalTuple(one.row, slot, false);
        tuplestore_puttupleslot(to_.rows(), slot);
        to_.counted().count(one.weight);
    }
    ExecDropSingleTupleTableSlot(slot);
    entries_.clear();
}

} // namespace pgt::pg
