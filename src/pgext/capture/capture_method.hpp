/// `capture_method`: a way to learn of changes of a source.
#pragma once

#include "catalog/source.hpp"
#include "pg/capture/source_triggers.hpp"

#include <vector>

namespace pgt::ext {

/// There is one object for each `capture_kind`, without state: what a source needs stands in its row of the catalog.
///
/// Who ensures and releases holds the lock `pg::lock_subject::buffer` of the source: shared to ensure, exclusively to release, so that
/// no consumer comes in between.
class capture_method {
  public:
    /// The tables that have triggers for a source, in ascending order. Takes no lock on them.
    [[nodiscard]] virtual std::vector<pg::oid> tables(pg::oid source) const = 0;

    /// Whether nothing is missing or disabled that tells of changes of a source, or of another type than it. Restores leave that
    /// behind, and so does pg_upgrade. Does not wait for those who write to the source.
    [[nodiscard]] virtual bool is_intact(const source& of) const = 0;

    /// Whether `ensure` would have to make something, and so to wait for those who write to the source.
    [[nodiscard]] virtual bool has_to_ensure(const source& of) const = 0;

    /// Has changes of the source, in `columns`, noticed from now on. Where something has to be made for that, waits until those
    /// who are writing to the source are done.
    ///
    /// A consumer that registers itself in this transaction takes the snapshot of its first content after this call: then its
    /// frontier and what is captured meet without gap and without overlap. Under REPEATABLE READ that has to be
    /// `pg::snapshot::latest`.
    ///
    /// Throws `user_error` if the source, or a table of its family, cannot have triggers; `pg::error` if it is gone.
    virtual void ensure(const source& of) const = 0;

    /// Takes away all that was made for a source, on the tables of its row too. Nothing happens if there is nothing.
    virtual void release(const source& of) const = 0;

    /// The same for one table that has come to the family of the source, or has left it.
    virtual void ensure_table(pg::oid source, pg::oid table) const = 0;
    virtual void release_table(pg::oid source, pg::oid table) const = 0;

  protected:
    ~capture_method() = default;
};

[[nodiscard]] const capture_method& method_of(capture_kind kind);
/// Hands the rows that a statement changes to the stream tables in mode IMMEDIATE or ON COMMIT; writes nothing.
[[nodiscard]] const capture_method& immediate_method();

/// Those that the row of a source asks for.
[[nodiscard]] std::vector<const capture_method*> methods_of(const source& of);
/// The tables that have triggers of any of them, in ascending order.
[[nodiscard]] std::vector<pg::oid> tables_of(const source& of);
/// Whether all of them are intact.
[[nodiscard]] bool are_methods_intact(const source& of);

/// The triggers that capture changes of a source: those by statement, unless statements that name other tables change its rows, too.
[[nodiscard]] pg::trigger_set capturing_set(pg::oid source);
/// Whether a source has triggers of the other kind, because its family was another one when they were created.
[[nodiscard]] bool is_captured_otherwise(pg::oid source);

/// Has triggers of all methods on a table, and on those below it, fire when they should, whatever has just been done to them: a load
/// with disabled triggers is captured too, and nothing is captured twice afterwards. Says whether some did not.
bool enable_triggers(pg::oid table);

} // namespace pgt::ext
