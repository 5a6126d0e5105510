#include "pg/query/delta_statistics.hpp"

#include "pg/boundary/protect.hpp"
#include "pg/query/value_sample.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/pg_statistic.h>
#include <executor/tuptable.h>
#include <lib/hyperloglog.h>
#include <miscadmin.h>
#include <nodes/parsenodes.h>
#include <utils/datum.h>
#include <utils/rel.h>
#include <utils/selfuncs.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

/// The deltas of the statement that is being planned.
constinit delta_statistics* in_force = nullptr;
constinit get_relation_stats_hook_type hook_before = nullptr;

/// Counts different numbers: a few of them exactly. Only inside `call`.
class different_numbers {
  public:
    void add(uint32 number) {
        if (is_estimated_) return addHyperLogLog(&estimated_, number);
        if (std::find(few_.begin(), few_.begin() + count_, number) != few_.begin() + count_) return;
        if (count_ == few_.size()) return add_to_estimate(number);
        few_[count_++] = number;
    }
    [[nodiscard]] double count() {
        return is_estimated_ ? estimateHyperLogLog(&estimated_) : static_cast<double>(count_);
    }
    void end() {
        if (is_estimated_) freeHyperLogLog(&estimated_);
    }

  private:
    static constexpr uint8 bits = 12;

    void add_to_estimate(uint32 number) {
        initHyperLogLog(&estimated_, bits);
        is_estimated_ = true;
        for (const uint32 one : few_) addHyperLogLog(&estimated_, one);
        addHyperLogLog(&estimated_, number);
    }

    std::array<uint32, 64> few_{};
    std::size_t count_ = 0;
    bool is_estimated_ = false;
    hyperLogLogState estimated_{};
};

/// What is known of a column, in memory of the server's.
struct counted_values {
    double distinct;
    double share_of_nulls;
    ArrayType* bounds; ///< or null
    Oid less;
    Oid collation;
};

/// Counts the values of a column. Only inside `call`.
class value_counter {
  public:
    explicit value_counter(const FormData_pg_attribute& column) : column_(column), sample_(column) {}
    void count(Datum value, bool is_null) {
        ++rows_;
        if (is_null) {
            ++nulls_;
        } else {
            different_.add(datum_image_hash(value, column_.attbyval, column_.attlen));
            sample_.add(value);
        }
    }
    [[nodiscard]] counted_values counted() {
        if (rows_ == 0) return {};
        const double different = std::clamp(different_.count(), 1.0, rows_);
        constexpr double share_that_grows = 0.1; // as ANALYZE has it
        return {.distinct = different > share_that_grows * rows_ ? -different / rows_ : different,
                .share_of_nulls = nulls_ / rows_,
                .bounds = sample_.bounds(),
                .less = sample_.less(),
                .collation = column_.attcollation};
    }
    void end() { different_.end(); }

  private:
    const FormData_pg_attribute& column_;
    different_numbers different_;
    value_sample sample_;
    double rows_ = 0;
    double nulls_ = 0;
};

counted_values values_of_captured(const delta_store& rows, column_number column) {
    const FormData_pg_attribute& counted = *TupleDescAttr(rows.description(), column - 1);
    const TupleDesc one_column = CreateTemplateTupleDesc(1);
    TupleDescCopyEntry(one_column, 1, rows.description(), column);
    TupleTableSlot* const row = MakeSingleTupleTableSlot(one_column, &TTSOpsVirtual);
    value_counter values(counted);
    const int wanted = column - 1;
    row_reader* const all = rows.captured()->begin(std::span(&wanted, 1));
    while (all->next(row)) values.count(row->tts_values[0], row->tts_isnull[0]);
    all->end();
    ExecDropSingleTupleTableSlot(row);
    const counted_values found = values.counted();
    values.end();
    return found;
}

counted_values values_of(const delta_store& rows, column_number column) {
    if (rows.captured() != nullptr) return values_of_captured(rows, column);
    Tuplestorestate* const store = rows.rows();
    TupleTableSlot* const row = MakeSingleTupleTableSlot(rows.description(), &TTSOpsMinimalTuple);
    value_counter values(*TupleDescAttr(rows.description(), column - 1));
    tuplestore_rescan(store);
    while (tuplestore_gettupleslot(store, true, false, row)) {
        CHECK_FOR_INTERRUPTS();
        bool is_null = false;
        const Datum value = slot_getattr(row, column, &is_null);
        values.count(value, is_null);
    }
    tuplestore_rescan(store);
    ExecDropSingleTupleTableSlot(row);
    const counted_values found = values.counted();
    values.end();
    return found;
}

/// In memory of their own, so that they stay when that of the planner goes.
column_spread kept(const counted_values& values) {
    column_spread spread{.distinct = values.distinct,
                         .share_of_nulls = values.share_of_nulls,
                         .bounds = {},
                         .less = values.less,
                         .collation = values.collation};
    if (values.bounds != nullptr) {
        const auto* const bytes = reinterpret_cast<const std::byte*>(values.bounds);
        spread.bounds.assign(bytes, bytes + VARSIZE(values.bounds));
    }
    return spread;
}

HeapTuple as_statistics(const column_spread& spread) {
    const Relation catalog = table_open(StatisticRelationId, AccessShareLock);
    Datum values[Natts_pg_statistic] = {};
    bool nulls[Natts_pg_statistic] = {};
    std::fill(nulls + Anum_pg_statistic_stanumbers1 - 1, std::end(nulls), true);
    if (!spread.bounds.empty()) {
        values[Anum_pg_statistic_stakind1 - 1] = Int16GetDatum(STATISTIC_KIND_HISTOGRAM);
        values[Anum_pg_statistic_staop1 - 1] = ObjectIdGetDatum(spread.less);
        values[Anum_pg_statistic_stacoll1 - 1] = ObjectIdGetDatum(spread.collation);
        values[Anum_pg_statistic_stavalues1 - 1] = PointerGetDatum(spread.bounds.data());
        nulls[Anum_pg_statistic_stavalues1 - 1] = false;
    }
    values[Anum_pg_statistic_stanullfrac - 1] = Float4GetDatum(static_cast<float4>(spread.share_of_nulls));
    values[Anum_pg_statistic_stadistinct - 1] = Float4GetDatum(static_cast<float4>(spread.distinct));
    HeapTuple const tuple = heap_form_tuple(RelationGetDescr(catalog), values, nulls);
    table_close(catalog, AccessShareLock);
    return tuple;
}

/// Called by the planner for each column that it needs statistics of.
bool tell(PlannerInfo* planner, RangeTblEntry* relation, AttrNumber column, VariableStatData* answer) {
    return protect([&] {
        if (in_force != nullptr && relation->rtekind == RTE_NAMEDTUPLESTORE && column > 0) {
            if (const auto* const spread = in_force->spread(relation->enrname, column)) {
                answer->statsTuple = call([&] { return as_statistics(*spread); });
                answer->freefunc = heap_freetuple;
                answer->acl_ok = true;
                return true;
            }
        }
        return hook_before != nullptr && hook_before(planner, relation, column, answer);
    });
}

void listen() {
    static bool listening = false;
    if (listening) return;
    hook_before = get_relation_stats_hook;
    get_relation_stats_hook = tell;
    listening = true;
}

} // namespace

delta_statistics::delta_statistics(std::span<const offered_delta> deltas)
    : deltas_(deltas), before_(std::exchange(in_force, this)) {
    listen();
}

delta_statistics::~delta_statistics() { in_force = before_; }

const offered_delta* delta_statistics::find(const char* name) const {
    const auto found = std::ranges::find_if(
        deltas_, [name](const offered_delta& one) { return one.rows->name() == std::string_view(name); });
    return found == deltas_.end() ? nullptr : &*found;
}

const delta_store* delta_statistics::delta_named(const char* name) {
    const offered_delta* const found = in_force == nullptr ? nullptr : in_force->find(name);
    return found == nullptr ? nullptr : found->rows;
}

const column_spread* delta_statistics::spread(const char* delta, column_number column) {
    const offered_delta* const found = find(delta);
    if (found == nullptr || found->estimate < static_cast<double>(found->rows->size())) return nullptr;
    const delta_store& rows = *found->rows;
    const auto [known, is_new] = known_.try_emplace({&rows, column});
    if (is_new) known->second = kept(call([&rows, column] { return values_of(rows, column); }));
    return &known->second;
}

} // namespace pgt::pg
