/// Which stream tables in mode IMMEDIATE or ON COMMIT follow from changes of a table.
#pragma once

#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/prepared.hpp"
#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace pgt::ext {

/// When changes are applied.
enum class apply_moment : std::uint8_t {
    statement, ///< at the end of the statement: by stream tables in mode IMMEDIATE
    commit,    ///< before the transaction commits: by those in mode ON COMMIT too
};

/// What a transaction locks of some stream tables before it writes to what they read; in the order of locks.
struct upkeep_locks {
    std::vector<pg::oid> readers; ///< the stream tables, in the order in which they are maintained
    /// What their upkeep reads and is no stream table, where it needs the lock of all of its table. To be locked before the stream tables: a command that
    /// changes such a relation for itself, such as TRUNCATE, locks it before its triggers lock stream tables.
    std::vector<pg::oid> reads;
    std::vector<upkeep_lock> tables; ///< rows of a stream table where its plan allows that
    std::vector<upkeep_lock> whole;  ///< the same stream tables, all of each
};

/// The stream tables that read some relations, themselves or through each other.
class upkeep_readers {
  public:
    /// Those that apply changes at a moment, without those that follow only from others that do not.
    upkeep_readers(std::span<const pg::oid> sources, apply_moment moment);

    /// Whether the catalog still says the same, as far as this session has been told.
    [[nodiscard]] bool is_current() const;
    /// Each once, and after those that it reads; the order is the same in all sessions.
    [[nodiscard]] const std::vector<pg::oid>& in_order() const noexcept { return order_; }
    /// What a transaction locks before a statement changes the sources: for those in mode IMMEDIATE, or of a statement at the commit for all.
    [[nodiscard]] const upkeep_locks& locks_at(apply_moment moment) const noexcept {
        return moment == apply_moment::commit ? all_locks_ : immediate_locks_;
    }
    /// Those among the sources that a reader reads directly, and the stream tables among them that it reads.
    [[nodiscard]] std::vector<pg::oid> sources_of(pg::oid reader) const;

  private:
    void visit(pg::oid relation, apply_moment moment);
    void sort();
    [[nodiscard]] upkeep_locks locks_of(std::vector<pg::oid> readers) const;

    std::map<pg::oid, std::vector<upkeep_reader>> direct_; ///< by what they read
    std::map<pg::oid, std::vector<pg::oid>> reads_;        ///< by reader
    std::vector<pg::oid> order_;
    std::set<pg::oid> waiting_;     ///< those in mode ON COMMIT
    std::set<pg::oid> locked_rows_; ///< those of which rows are locked
    upkeep_locks all_locks_;
    upkeep_locks immediate_locks_;
    std::vector<std::pair<pg::oid, std::uint64_t>> looked_up_; ///< the versions of what was looked up
};

/// The readers of some relations, as this session keeps them until the catalog says otherwise.
[[nodiscard]] std::shared_ptr<const upkeep_readers> kept_upkeep_readers(std::span<const pg::oid> sources,
                                                                        apply_moment moment);

/// Notes which columns of its sources a stream table reads; it has just been prepared.
void note_columns_read(pg::oid reader, std::span<const prepared_source> sources);
/// The columns of a relation that stream tables in these modes read, in no order; null while that is not known of one of them.
[[nodiscard]] const std::vector<pg::column_number>* columns_read(pg::oid relation);

/// Whether a stream table that reads a relation applies its changes only before the commit.
[[nodiscard]] bool is_read_at_commit(pg::oid relation);

} // namespace pgt::ext
