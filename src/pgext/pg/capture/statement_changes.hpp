/// What statements of this transaction have changed in the sources of stream tables in mode IMMEDIATE or ON COMMIT, and which of these
/// tables have applied it.
///
/// A statement is open from its BEFORE STATEMENT trigger to its AFTER STATEMENT trigger: rows that it has changed meanwhile are
/// visible, but not known yet. Rows, open statements and what was applied follow subtransactions: what a rolled back one has
/// changed is forgotten.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/capture/change_buffer.hpp"
#include "pg/query/delta_store.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/upkeep_statistics.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pgt::pg {

/// Begins to watch transactions. `before_commit` is called when one with open statements or unapplied rows is about to commit; it may
/// throw. Call it once, when the module is loaded.
void watch_statement_changes(void (*before_commit)(bool is_prepared));

enum class statement_phase : std::uint8_t {
    begins,     ///< BEFORE a statement
    ends,       ///< AFTER it
    replicated, ///< AFTER a row was changed by replication; nothing tells when all of them are there
};

/// A call of the trigger function.
struct statement_event {
    oid source = no_oid;
    statement_phase phase = statement_phase::begins;
    write_kind kind = write_kind::inserts;
};
/// Throws `user_error` 39P01 unless it is a call by a trigger of ours.
[[nodiscard]] statement_event statement_event_of(const function_call& call);

/// A statement that changes `source` begins; `readers` are the stream tables that follow from it, themselves or by others.
void open_statement(oid source, std::vector<oid> readers);
/// Rows of `source` are changed by replication; opens it until the commit, once for a source.
void open_until_commit(oid source, std::vector<oid> readers);
[[nodiscard]] bool is_open_until_commit(oid source);
/// Keeps the rows that the trigger was given; `by_refresh`: a refresh has changed them, or they follow from that.
void collect_rows(const function_call& call, oid source, bool by_refresh);
/// Whether the statement has left these columns of `source` as they were, as far as that is found out quickly.
[[nodiscard]] bool leaves_unchanged(const function_call& call, oid source,
                                    std::span<const column_number> columns);
/// Copies collected rows that the server frees when the trigger returns, and which stream tables have not applied yet.
void own_collected_rows();
/// The statement has ended.
void close_statement(oid source);
/// All rows that are changed by replication are there: the transaction commits.
void close_until_commit();

/// Whether some statement is open from which the reader follows; of no reader: whether any is.
[[nodiscard]] bool is_any_open(std::optional<oid> reader = std::nullopt);

/// The sources of which rows are kept.
[[nodiscard]] std::vector<oid> changed_sources();
/// A number that grows with each call of `collect_rows`: that of the last one for a source; 0 without any.
[[nodiscard]] std::uint64_t last_change_of(oid source);
/// Whether refreshes have changed all rows of a source after a number.
[[nodiscard]] bool is_by_refresh_after(oid source, std::uint64_t number);
/// What a reader has applied of a source: all up to this number.
[[nodiscard]] std::uint64_t applied_by(oid reader, oid source);
/// A reader is about to apply all rows that are kept of some sources, or to be computed from what these hold now. Said before that is done:
/// rows that triggers collect meanwhile are not meant. Where it fails the subtransaction does, and takes the note with it.
void note_applied(oid reader, std::span<const oid> sources);
/// Frees the rows of a source that all readers have applied; not those that they have to apply again if this subtransaction is rolled
/// back.
void forget_changes_of(oid source);

/// Changes of a source after a number.
struct statement_delta {
    std::optional<delta_store> rows; ///< none: nothing has changed in the columns that were asked for
    std::size_t count = 0;           ///< rows, before any were added up
    bool net = true;                 ///< identical rows are one, with the sum of their weights
    bool truncated = false;          ///< rows are missing that a TRUNCATE has deleted
};
[[nodiscard]] statement_delta read_changes_after(oid source, std::uint64_t number,
                                                 const buffer_request& wanted);

} // namespace pgt::pg
