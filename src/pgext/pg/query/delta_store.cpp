#include "pg/query/delta_store.hpp"

#include "pg/boundary/guard.hpp"
#include "pg/query/offered_relation.hpp"

#include <utility>

extern "C" {
#include <access/tupdesc.h>
#include <catalog/pg_type.h>
#include <utils/queryenvironment.h>
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

delta_store::delta_store(std::string name, std::span<const delta_column> columns,
                         std::shared_ptr<captured_rows> captured, std::size_t expected)
    : delta_store(std::move(name), columns) {
    captured_ = std::move(captured);
    counts_.rows = expected;
}

delta_store::delta_store(delta_store&& other) noexcept
    : name_(std::move(other.name_)),
      memory_(std::exchange(other.memory_, nullptr)),
      description_(other.description_),
      rows_(other.rows_),
      counts_(other.counts_),
      captured_(std::move(other.captured_)) {}

EphemeralNamedRelationData* delta_store::as_relation(double estimate) const {
    auto* const offered = palloc0_object(offered_relation);
    offered->delta = this;
    EphemeralNamedRelationData* const relation = &offered->base;
    relation->md.name = pstrdup(name_.c_str());
    relation->md.tupdesc = description_;
    relation->md.enrtype = ENR_NAMED_TUPLESTORE;
    relation->md.enrtuples = estimate;
    relation->reldata = rows_;
    return relation;
}

delta_store::~delta_store() {
    if (memory_ == nullptr) return;
    call_in_destructor([this] {
        tuplestore_end(rows_);
        MemoryContextDelete(memory_);
    });
}

} // namespace pgt::pg
