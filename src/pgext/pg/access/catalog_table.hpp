/// `catalog_table`: a table of the extension's own, read by its indexes and written row by row, without SQL.
///
///     static catalog_layout layout("pgtrickle_catalog", "pgt_stream_tables", {"pgt_id", "frontier"});
///     const catalog_table table(layout, lock_mode::access_share);
///     for (const catalog_row& row : table.find(0, id, under)) use(row.get<std::string>(1));
///
/// No privileges are checked: that is up to the callers.
#pragma once

#include "pg/access/invalidation.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/declarations.hpp"
#include "pg/value/value.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct HeapTupleData;

namespace pgt::pg {

/// A column of a layout, as the server has it now.
struct catalog_column {
    column_number number = 0;
    oid type = no_oid;
    oid index = no_oid; ///< one that begins with this column
};

/// Where a version of a row stood. Another row may stand there by now.
struct row_place {
    std::uint32_t block = 0;
    std::uint16_t offset = 0; ///< 0: nowhere

    explicit row_place(const HeapTupleData* row);
    row_place() = default;
};

/// A table and the names of its columns in use. Their positions are looked up on first use, and again after the table's definition has changed.
class catalog_layout {
  public:
    catalog_layout(const char* schema, const char* table, std::vector<const char*> columns)
        : schema_(schema), table_(table), names_(std::move(columns)) {}

    /// Throws `user_error` 55000 if the extension is not as it was installed.
    [[nodiscard]] oid relation();
    /// The column with the name at this index. Call `relation` first.
    [[nodiscard]] const catalog_column& operator[](std::size_t column) const { return columns_.at(column); }
    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
    /// Another one whenever the positions were looked up.
    [[nodiscard]] std::uint64_t version() const noexcept { return version_; }
    /// Columns that are not named here and have a sequence that numbers the rows.
    [[nodiscard]] const std::vector<std::pair<column_number, oid>>& identities() const noexcept {
        return identities_;
    }

    /// Where this session has left the row that it found by a value: the first place to look for it.
    [[nodiscard]] row_place place_of(datum value) const;
    void note_place(datum value, row_place place);

  private:
    void look_up();

    const char* schema_;
    const char* table_;
    std::vector<const char*> names_;
    oid relation_ = no_oid; ///< set only when the rest is known
    std::uint64_t version_ = 0;
    std::vector<catalog_column> columns_;
    std::vector<std::pair<column_number, oid>> identities_;
    std::unordered_map<datum, row_place> places_;
    std::optional<relation_watch> watch_;
};

/// A row as it was found; a copy in the memory context that was current at that time.
class catalog_row {
  public:
    /// Only inside `call`.
    catalog_row(const catalog_layout& layout, TupleDescData* description, HeapTupleData* tuple);

    [[nodiscard]] nullable_datum at(std::size_t column) const noexcept;
    [[nodiscard]] oid type_of(std::size_t column) const noexcept { return (*layout_)[column].type; }
    /// Throws `std::runtime_error` if it is NULL, or not of the type of T.
    template <class T> [[nodiscard]] T get(std::size_t column) const {
        check(column, sql_value<typename nullable_value<T>::plain>::type, nullable_value<T>::allows_null);
        return nullable_value<T>::from(at(column));
    }
    [[nodiscard]] HeapTupleData* tuple() const noexcept { return tuple_; }

  private:
    void check(std::size_t column, oid expected, bool allows_null) const;

    const catalog_layout* layout_;
    HeapTupleData* tuple_;
    datum*
        values_; ///< of all columns of the table: to look for them one by one takes longer for more than a few
    bool* nulls_;
};

/// The bytes of a row that was read before, to tell that it has not changed: all of them, since no version of a row is certain to differ by its place and
/// transaction alone from one that was vacuumed away. Its place only tells where to look first.
class row_image {
  public:
    /// Whether a row has these bytes. Never if values of it stand in another table.
    [[nodiscard]] bool is_of(const catalog_layout& layout, const HeapTupleData* row) const;
    void take(const catalog_layout& layout, const HeapTupleData* row);
    /// Whether the row still stands where it was found last, and is the same; false if that is not known. Only inside `call`.
    [[nodiscard]] bool is_in_place(const catalog_layout& layout, RelationData* table,
                                   SnapshotData* under) const;
    /// It has been found elsewhere.
    void note_place(const HeapTupleData* row) { place_ = row_place(row); }

  private:
    std::string bytes_; ///< none: nothing was read, or it cannot be compared
    row_place place_;
    std::uint32_t shape_ = 0; ///< how many columns it stores, and whether some are NULL
    std::uint64_t layout_ = 0;
};

/// A column of a layout and its new value.
struct assignment {
    std::size_t column;
    nullable_datum value;
};

/// The table, open during the lifetime of this object. Rows that were found must not be used after it.
class catalog_table {
  public:
    /// Throws as `catalog_layout::relation`.
    catalog_table(catalog_layout& layout, lock_mode mode);

    /// The rows whose `column`, an oid or a bigint with an index on it, has the value, as `under` sees them.
    [[nodiscard]] std::vector<catalog_row> find(std::size_t column, datum value, const snapshot& under) const;

    /// The row, of a column without duplicates: first where this session has left it.
    [[nodiscard]] std::optional<catalog_row> find_one(std::size_t column, datum value,
                                                      const snapshot& under) const;

    /// What `find_changed` finds.
    enum class since_then : std::uint8_t { gone, same, other };
    /// The first of the rows that `find` gives. Only where it is not the same as in `before` it is read, by `read(row)`, and noted there.
    template <class Read>
    [[nodiscard]] since_then find_changed(std::size_t column, datum value, const snapshot& under,
                                          row_image& before, const Read& read) const {
        const std::optional<found_row> found = find_first(column, value, under, before);
        if (!found) return since_then::gone;
        if (!found->row) return since_then::same;
        before = {}; // in case it cannot be read
        read(*found->row);
        before.take(layout_, found->row->tuple());
        return since_then::other;
    }

    /// Whether `under` sees any row.
    [[nodiscard]] bool any(const snapshot& under) const;

    /// Adds a row. Columns that are not given get the next value of their sequence, if they have one, else NULL.
    void insert(std::span<const assignment> values) const;

    /// Changes the row whose `column`, as for `find_one`, has the value: `change` gets its current version. Waits for concurrent changes of it, and then calls `change` again. Throws `error` 40001 if the transaction may not see such a change; `std::runtime_error` if there is no such row.
    void update(std::size_t column, datum value,
                const std::function<std::vector<assignment>(const catalog_row&)>& change) const;

    /// Changes a row that was found by the value of a column. False if it is not there any more as it was found.
    [[nodiscard]] bool try_update(std::size_t column, const catalog_row& row,
                                  std::span<const assignment> values) const;

  private:
    struct found_row {
        std::optional<catalog_row> row; ///< none: it is the same as before
    };
    /// The row with the value, if it stands there.
    [[nodiscard]] std::optional<catalog_row> find_at(row_place place, std::size_t column, datum value,
                                                     const snapshot& under) const;
    [[nodiscard]] std::optional<found_row> find_first(std::size_t column, datum value, const snapshot& under,
                                                      row_image& before) const;

    catalog_layout& layout_;
    relation table_;
};

} // namespace pgt::pg
