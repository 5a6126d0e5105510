#include "pg/access/catalog_table.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <stdexcept>
#include <string_view>

#include "pg/access/version.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/heapam.h>
#include <access/htup_details.h>
#include <access/relscan.h>
#include <access/tableam.h>
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/pg_index.h>
#include <catalog/pg_type.h>
#include <commands/sequence.h>
#include <executor/executor.h>
#include <nodes/execnodes.h>
#include <storage/bufmgr.h>
#include <tcop/utility.h>
#include <utils/fmgroids.h>
#include <utils/rel.h>
#include <utils/relcache.h>
#include <utils/snapmgr.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// Files of another version were installed, and the schema of this database has not followed: it may well lack what the module needs.
user_error not_updated(const std::string& version) {
    return user_error(
               sqlstate::object_not_in_prerequisite_state,
               std::format("extension \"pg_trickle\" has not been updated to version {}", module_version()))
        .detail(std::format("In this database it has version {}.", version))
        .hint("Call ALTER EXTENSION pg_trickle UPDATE.");
}

user_error not_as_installed(const char* schema, const char* table, const std::string& what) {
    const std::optional<std::string> version = extension_version();
    if (version && *version != module_version()) { return not_updated(*version); }
    return user_error(sqlstate::object_not_in_prerequisite_state,
                      std::format("the catalog of pg_trickle has no {}", what))
        .detail(std::format("{}.{} is not as it was installed.", schema, table))
        .hint("Drop the extension and create it again.");
}

/// A plain index of a table, and its first column.
struct plain_index {
    AttrNumber column;
    Oid index;
};
using plain_indexes = std::span<const plain_index>;

bool is_plain(HeapTuple index) {
    return reinterpret_cast<Form_pg_index>(GETSTRUCT(index))->indisvalid &&
           heap_attisnull(index, Anum_pg_index_indpred, nullptr);
}

/// Without opening them, which would take a tenth of the first statement of a session: most are never used. Only inside `call`.
plain_indexes plain_indexes_of(Relation table) {
    const List* const indexes = RelationGetIndexList(table);
    auto* const found = palloc_array(plain_index, static_cast<Size>(list_length(indexes)));
    std::size_t count = 0;
    for (int i = 0; i < list_length(indexes); ++i) {
        const Oid index = list_nth_oid(indexes, i);
        const HeapTuple row = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
        if (!HeapTupleIsValid(row)) continue;
        if (is_plain(row))
            found[count++] = {.column = reinterpret_cast<Form_pg_index>(GETSTRUCT(row))->indkey.values[0],
                              .index = index};
        ReleaseSysCache(row);
    }
    return {found, count};
}

oid index_on(plain_indexes indexes, column_number column) {
    const auto found = std::ranges::find(indexes, column, &plain_index::column);
    return found == indexes.end() ? no_oid : found->index;
}

bool numbers_rows(Relation table, column_number number) {
    return TupleDescAttr(table->rd_att, number - 1)->attidentity != '\0';
}

ScanKeyData key_of(const catalog_column& column, datum value) {
    ScanKeyData key;
    const RegProcedure equal = column.type == INT8OID ? F_INT8EQ : F_OIDEQ;
    ScanKeyInit(&key, column.number, BTEqualStrategyNumber, equal, value);
    return key;
}

/// A row as the executor needs it, with the indexes of its table open. Only inside `call`.
class row_writer {
  public:
    static row_writer begin(Relation table, HeapTuple row) {
        row_writer writer;
        writer.table_ = table;
        writer.row_ = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
        ExecStoreHeapTuple(row, writer.row_, false);
        return writer;
    }
    void insert() const {
        table_tuple_insert(table_, row_, GetCurrentCommandId(true), 0, nullptr);
        note_in_indexes(false, false);
    }
    [[nodiscard]] TM_Result update(ItemPointer place) const {
        Snapshot const crosscheck = IsolationUsesXactSnapshot() ? GetTransactionSnapshot() : InvalidSnapshot;
        TM_FailureData unused;
        LockTupleMode mode{};
        TU_UpdateIndexes stale{};
        const TM_Result done = table_tuple_update(table_, place, row_, GetCurrentCommandId(true),
                                                  InvalidSnapshot, crosscheck, true, &unused, &mode, &stale);
        if (done == TM_Ok && stale != TU_None) note_in_indexes(true, stale == TU_Summarizing);
        return done;
    }
    void end() const { ExecDropSingleTupleTableSlot(row_); }

  private:
    void note_in_indexes(bool is_update, bool only_summarizing) const {
        EState* const state = CreateExecutorState();
        auto* const target = makeNode(ResultRelInfo);
        InitResultRelInfo(target, table_, 0, nullptr, 0);
        ExecOpenIndices(target, false);
        ExecInsertIndexTuples(target, row_, state, is_update, false, nullptr, NIL, only_summarizing);
        ExecCloseIndices(target);
        FreeExecutorState(state);
    }

    Relation table_ = nullptr;
    TupleTableSlot* row_ = nullptr;
};

/// The columns of a whole row: values, which of them are NULL, which of them are given.
struct whole_row {
    explicit whole_row(std::size_t width) : values(width), nulls(width, 1), given(width, 0) {}

    void set(column_number number, nullable_datum value) {
        const auto place = static_cast<std::size_t>(number - 1);
        values.at(place) = value.value;
        nulls.at(place) = static_cast<char>(value.is_null);
        given.at(place) = 1;
    }
    [[nodiscard]] const bool* null_marks() const { return reinterpret_cast<const bool*>(nulls.data()); }
    [[nodiscard]] const bool* given_marks() const { return reinterpret_cast<const bool*>(given.data()); }

    std::vector<Datum> values;
    std::vector<char> nulls; // not of bool, whose bits cannot be pointed to
    std::vector<char> given;
};

whole_row row_of(const relation& table, const catalog_layout& layout, std::span<const assignment> values) {
    whole_row row(static_cast<std::size_t>(table.get()->rd_att->natts));
    for (const assignment& one : values) row.set(layout[one.column].number, one.value);
    return row;
}

} // namespace

row_place::row_place(const HeapTupleData* row)
    : block(ItemPointerGetBlockNumber(&row->t_self)), offset(ItemPointerGetOffsetNumber(&row->t_self)) {}

row_place catalog_layout::place_of(datum value) const {
    const auto found = places_.find(value);
    return found == places_.end() ? row_place() : found->second;
}

void catalog_layout::note_place(datum value, row_place place) {
    constexpr std::size_t most_places = 1000;
    if (places_.size() >= most_places && !places_.contains(value)) places_.clear();
    places_[value] = place;
}

oid catalog_layout::relation() {
    if (relation_ == no_oid || watch_->triggered()) look_up();
    return relation_;
}

void catalog_layout::look_up() {
    relation_ = no_oid; // until everything is known, in case of an error in between
    const std::optional<oid> found = find_relation(schema_, table_);
    if (!found) throw not_as_installed(schema_, table_, std::format("table {}.{}", schema_, table_));
    watch_.emplace(std::vector{*found}); // before the look-up, so that no change is missed
    const pg::relation open(*found, lock_mode::access_share);
    const std::vector<column> present = open.columns();
    const plain_indexes indexes = call([&open] { return plain_indexes_of(open.get()); });
    columns_.clear();
    identities_.clear();
    for (const char* const name : names_) {
        const auto one = std::ranges::find(present, name, &column::name);
        if (one == present.end()) {
            throw not_as_installed(schema_, table_, std::format("column \"{}\"", name));
        }
        columns_.push_back(
            {.number = one->number, .type = one->type, .index = index_on(indexes, one->number)});
    }
    for (const column& one : present) {
        if (std::ranges::contains(columns_, one.number, &catalog_column::number)) continue;
        if (!numbers_rows(open.get(), one.number)) continue;
        const oid sequence = call([&] { return getIdentitySequence(open.get(), one.number, false); });
        identities_.emplace_back(one.number, sequence);
    }
    ++version_;
    relation_ = *found;
}

namespace {

/// All that makes the values of a row, without what says which transactions see it.
std::string_view values_of(const HeapTupleData* row) {
    constexpr std::size_t begin = offsetof(HeapTupleHeaderData, t_hoff);
    return {reinterpret_cast<const char*>(row->t_data) + begin, row->t_len - begin};
}

std::uint32_t shape_of(const HeapTupleData* row) {
    const auto columns = static_cast<std::uint32_t>(HeapTupleHeaderGetNatts(row->t_data));
    return 2 * columns + (HeapTupleHasNulls(row) ? 1 : 0);
}

} // namespace

bool row_image::is_of(const catalog_layout& layout, const HeapTupleData* row) const {
    return !bytes_.empty() && layout_ == layout.version() && shape_ == shape_of(row) &&
           bytes_ == values_of(row);
}

void row_image::take(const catalog_layout& layout, const HeapTupleData* row) {
    bytes_ = HeapTupleHasExternal(row) ? std::string_view() : values_of(row);
    shape_ = shape_of(row);
    layout_ = layout.version();
    note_place(row);
}

namespace {

/// What `use` says of the row at a place; false if the snapshot sees none there. Only inside `call`.
template <class Use> bool with_row_at(RelationData* table, row_place place, SnapshotData* under, Use use) {
    if (place.offset == 0 || place.block >= RelationGetNumberOfBlocks(table)) return false;
    HeapTupleData row{};
    ItemPointerSet(&row.t_self, place.block, place.offset);
    Buffer buffer = InvalidBuffer;
    if (!heap_fetch(table, under, &row, &buffer, false)) return false;
    const bool result = use(&row);
    ReleaseBuffer(buffer);
    return result;
}

} // namespace

bool row_image::is_in_place(const catalog_layout& layout, RelationData* table, SnapshotData* under) const {
    return !bytes_.empty() &&
           with_row_at(table, place_, under, [&](HeapTuple row) { return is_of(layout, row); });
}

catalog_row::catalog_row(const catalog_layout& layout, TupleDescData* description, HeapTupleData* tuple)
    : layout_(&layout),
      tuple_(tuple),
      values_(palloc_array(Datum, static_cast<Size>(description->natts))),
      nulls_(palloc_array(bool, static_cast<Size>(description->natts))) {
    heap_deform_tuple(tuple, description, values_, nulls_);
}

nullable_datum catalog_row::at(std::size_t column) const noexcept {
    const int place = (*layout_)[column].number - 1;
    return {.value = values_[place], .is_null = nulls_[place]};
}

void catalog_row::check(std::size_t column, oid expected, bool allows_null) const {
    const oid type = (*layout_)[column].type;
    if (type != expected && !(type == REGCLASSOID && expected == OIDOID)) {
        throw std::runtime_error(std::format("column {} of a row of the catalog has type {} instead of {}",
                                             column + 1, type, expected));
    }
    if (!allows_null && at(column).is_null) {
        throw std::runtime_error(std::format("column {} of a row of the catalog is NULL", column + 1));
    }
}

catalog_table::catalog_table(catalog_layout& layout, lock_mode mode)
    : layout_(layout), table_(layout.relation(), mode) {
    (void)layout.relation(); // taking the lock may have processed invalidations
}

std::vector<catalog_row> catalog_table::find(std::size_t column, datum value, const snapshot& under) const {
    const catalog_column& by = layout_[column];
    if (by.index == no_oid) throw std::logic_error("a search in the catalog without an index");
    std::vector<catalog_row> found;
    call([&] {
        ScanKeyData key = key_of(by, value);
        const SysScanDesc scan = systable_beginscan(table_.get(), by.index, true, under.get(), 1, &key);
        while (HeapTuple const tuple = systable_getnext(scan)) {
            found.emplace_back(layout_, table_.get()->rd_att, heap_copytuple(tuple));
        }
        systable_endscan(scan);
    });
    return found;
}

std::optional<catalog_row> catalog_table::find_at(row_place place, std::size_t column, datum value,
                                                  const snapshot& under) const {
    std::optional<catalog_row> found;
    call([&] {
        const TupleDesc description = table_.get()->rd_att;
        return with_row_at(table_.get(), place, under.get(), [&](HeapTuple row) {
            bool is_null = false;
            const Datum there = heap_getattr(row, layout_[column].number, description, &is_null);
            if (is_null || there != value) return false;
            found.emplace(layout_, description, heap_copytuple(row));
            return true;
        });
    });
    return found;
}

std::optional<catalog_row> catalog_table::find_one(std::size_t column, datum value,
                                                   const snapshot& under) const {
    if (auto found = find_at(layout_.place_of(value), column, value, under)) return found;
    std::vector<catalog_row> all = find(column, value, under);
    if (all.empty()) return std::nullopt;
    return all.front();
}

std::optional<catalog_table::found_row>
catalog_table::find_first(std::size_t column, datum value, const snapshot& under, row_image& before) const {
    const catalog_column& by = layout_[column];
    if (by.index == no_oid) throw std::logic_error("a search in the catalog without an index");
    std::optional<found_row> result;
    call([&] {
        if (before.is_in_place(layout_, table_.get(), under.get())) {
            result.emplace();
            return;
        }
        ScanKeyData key = key_of(by, value);
        const SysScanDesc scan = systable_beginscan(table_.get(), by.index, true, under.get(), 1, &key);
        HeapTuple const tuple = systable_getnext(scan);
        if (HeapTupleIsValid(tuple)) {
            result.emplace();
            if (before.is_of(layout_, tuple)) {
                before.note_place(tuple);
            } else {
                result->row.emplace(layout_, table_.get()->rd_att, heap_copytuple(tuple));
            }
        }
        systable_endscan(scan);
    });
    return result;
}

bool catalog_table::any(const snapshot& under) const {
    return call([&] {
        const SysScanDesc scan = systable_beginscan(table_.get(), InvalidOid, false, under.get(), 0, nullptr);
        const bool found = HeapTupleIsValid(systable_getnext(scan));
        systable_endscan(scan);
        return found;
    });
}

void catalog_table::insert(std::span<const assignment> values) const {
    whole_row row = row_of(table_, layout_, values);
    for (const auto& [number, sequence] : layout_.identities()) {
        const std::int64_t next = call([sequence] { return nextval_internal(sequence, false); });
        row.set(number, {.value = Int64GetDatum(next), .is_null = false});
    }
    call([&] {
        PreventCommandIfReadOnly("INSERT");
        const row_writer writer = row_writer::begin(
            table_.get(), heap_form_tuple(table_.get()->rd_att, row.values.data(), row.null_marks()));
        writer.insert();
        writer.end();
        CommandCounterIncrement();
    });
}

bool catalog_table::try_update(std::size_t column, const catalog_row& row,
                               std::span<const assignment> values) const {
    const whole_row changed = row_of(table_, layout_, values);
    row_place left;
    const bool is_done = call([&] {
        PreventCommandIfReadOnly("UPDATE");
        HeapTuple const tuple = heap_modify_tuple(row.tuple(), table_.get()->rd_att, changed.values.data(),
                                                  changed.null_marks(), changed.given_marks());
        const row_writer writer = row_writer::begin(table_.get(), tuple);
        const TM_Result done = writer.update(&row.tuple()->t_self);
        if (done == TM_Ok) left = row_place(tuple);
        writer.end();
        if (done == TM_Ok) {
            CommandCounterIncrement();
            return true;
        }
        if (IsolationUsesXactSnapshot()) {
            ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                            errmsg("could not serialize access due to concurrent update")));
        }
        if (done != TM_Updated && done != TM_Deleted)
            elog(ERROR, "unrecognized table_tuple_update status: %d", done);
        return false;
    });
    if (is_done) layout_.note_place(row.at(column).value, left);
    return is_done;
}

void catalog_table::update(std::size_t column, datum value,
                           const std::function<std::vector<assignment>(const catalog_row&)>& change) const {
    for (;;) {
        const snapshot now = snapshot::latest();
        const std::optional<catalog_row> row = find_one(column, value, now);
        if (!row) throw std::runtime_error("a row of the catalog is gone");
        if (try_update(column, *row, change(*row))) return;
    }
}

} // namespace pgt::pg
