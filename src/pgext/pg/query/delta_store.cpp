#include "pg/query/delta_store.hpp"

#include "pg/boundary/guard.hpp"

#include <utility>

extern "C" {
#include <access/tupdesc.h>
#include <catalog/pg_type.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

void describe(TupleDesc description, AttrNumber number, const delta_column& column) {
    TupleDescInitEntry(description, number, column.name.c_str(), column.type, column.modifier, 0);
    TupleDescInitEntryCollation(description, number, column.collation);
}

TupleDesc description_of(std::span<const delta_column> columns) {
    const auto count = static_cast<int>(columns.size());
    const TupleDesc description = CreateTemplateTupleDesc(count + 1);
    for (int i = 0; i < count; ++i) {
        describe(description, static_cast<AttrNumber>(i + 1), columns[static_cast<std::size_t>(i)]);
    }
    TupleDescInitEntry(description, static_cast<AttrNumber>(count + 1), delta_store::weight_column, INT4OID,
                       -1, 0);
    return description;
}

} // namespace

delta_store::delta_store(std::string name, std::span<const delta_column> columns) : name_(std::move(name)) {
    call([this, columns] {
        memory_ = AllocSetContextCreate(CurTransactionContext, "pg_trickle delta", ALLOCSET_DEFAULT_SIZES);
        MemoryContext const before = MemoryContextSwitchTo(memory_);
        description_ = description_of(columns);
        rows_ = tuplestore_begin_heap(false, false, work_mem);
        MemoryContextSwitchTo(before);
    });
}

delta_store::delta_store(delta_store&& other) noexcept
    : name_(std::move(other.name_)),
      memory_(std::exchange(other.memory_, nullptr)),
      description_(other.description_),
      rows_(other.rows_),
      counts_(other.counts_) {}

delta_store::~delta_store() {
    if (memory_ == nullptr) return;
    call_in_destructor([this] {
        tuplestore_end(rows_);
        MemoryContextDelete(memory_);
    });
}

void delta_store::append(std::span<const nullable_datum> row, std::int32_t weight) {
    std::vector<Datum> values;
    std::vector<char> nulls; // not of bool, whose bits cannot be pointed to
    for (const nullable_datum& column : row) {
        values.push_back(column.value);
        nulls.push_back(static_cast<char>(column.is_null));
    }
    values.push_back(Int32GetDatum(weight));
    nulls.push_back(0);
    call([this, data = values.data(), is_null = reinterpret_cast<const bool*>(nulls.data())] {
        tuplestore_putvalues(rows_, description_, data, is_null);
    });
    counts_.count(weight);
}

} // namespace pgt::pg
