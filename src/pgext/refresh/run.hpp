/// `refresh_run`: one refresh of one stream table, under one snapshot.
#pragma once

#include "catalog/history.hpp"
#include "catalog/last_upkeep.hpp"
#include "catalog/moments.hpp"
#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/value/refresh_moment.hpp"
#include "refresh/apply_result.hpp"
#include "refresh/compare.hpp"
#include "refresh/compare_piece.hpp"
#include "refresh/pending_changes.hpp"
#include "refresh/recompute.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace pgt::ext {

/// The policy around `apply`: what is done, what is done instead when that fails, and what is recorded of it. Called in an `owner_scope`
/// with all sources locked.
class refresh_run {
  public:
    /// `under` was taken after the sources were locked. Throws if the owner may not read them.
    refresh_run(const stream_table& table, std::shared_ptr<prepared_table> prepared, initiator by,
                pg::snapshot under);

    /// Fills the table, which is empty.
    void fill();
    /// Makes the table equal to its query; `reason` is why, where that is not its mode.
    void full(std::string reason);
    /// Replaces all rows of the table.
    void replace(std::string reason);
    /// Makes the table, whose rows are those of another query, equal to its own.
    void rewrite(std::string reason);
    /// Replaces all rows of a table that gets other columns.
    void replace(std::string reason, const new_columns& columns);
    /// Applies the pending changes, or recomputes the table where `decide` prefers that or the changes cannot be applied. Does nothing
    /// if nothing is pending. Returns false if the fuse of the table has blown instead.
    bool differential(bool is_forced);
    /// Compares the table, to which all changes have been applied, with its query. With `repair` rows that differ are replaced, which the
    /// history says; else nothing is changed.
    [[nodiscard]] comparison compare(bool repair, std::size_t most_rows);
    /// The same of a piece of the table, without repair.
    [[nodiscard]] compared_piece compare(const piece& wanted, std::size_t most_rows) const;

  private:
    void note_replaced(const apply_result& done);
    void note(const apply_result& done);
    void note_full_cost(double ms);
    void finish(refresh_action action);
    void log_completion() const;
    void apply_or_recover(pending_changes& pending);
    void count(pending_changes& pending);
    [[nodiscard]] many_pending place_of_many() const;
    void check_order(const frontier& applied) const;
    [[nodiscard]] bool has_work(const pending_changes& pending) const;
    void note_moment() const;
    void take_all_rows();

    const stream_table& table_;
    std::shared_ptr<prepared_table> prepared_;
    pg::snapshot under_;
    std::optional<table_moments> last_;        ///< of a table whose query has conditions on the clock
    std::optional<pg::refresh_moment> moment_; ///< of such a table
    refresh_record record_;
    upkeep_kind kind_ = upkeep_kind::applied; ///< of a table in mode IMMEDIATE or ON COMMIT
};

} // namespace pgt::ext
