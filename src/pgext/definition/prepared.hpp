/// `prepared_table`: what a session keeps of a stream table, so that a refresh needs neither parser nor planner.
#pragma once

#include "catalog/store.hpp"
#include "catalog/stream_table.hpp"
#include "definition/recipe.hpp"
#include "pg/access/invalidation.hpp"
#include "pg/capture/change_buffer.hpp"
#include "pg/query/change_statement.hpp"
#include "pg/query/rights.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::ext {

/// A source, as its buffer is read.
struct prepared_source {
    pg::oid relation = pg::no_oid;
    std::vector<pg::wanted_column> columns;
    std::string delta; ///< the name under which statements read its changes
};

[[nodiscard]] std::vector<prepared_source> prepared_sources(const recipe& how);
/// The states, as the stages after theirs read what has changed in them. Throws `user_error` if one does not exist.
[[nodiscard]] std::vector<prepared_source> prepared_states(const recipe& how);

/// A delta of a source or state, without rows.
[[nodiscard]] pg::delta_store empty_delta(const prepared_source& source);

/// A relation that the refresh writes: a state or, last, the stream table.
struct prepared_stage {
    pg::oid relation = pg::no_oid;
    sql::text target;
};

/// What a statement for changes is made for, and a plan of it.
struct kind_of_changes {
    std::size_t stage = 0;
    lower::source_set changed; ///< sources, then states
    bool net = false;          ///< changes that look alike have been added up
    bool many = false;         ///< so many that indexes don't pay

    auto operator<=>(const kind_of_changes&) const = default;
};

class prepared_table {
  public:
    explicit prepared_table(const stream_table& table);

    /// Whether nothing has changed that its statements were made for.
    [[nodiscard]] bool serves(const stream_table& table) const noexcept;
    /// Whether what is stored was computed by the same plan.
    [[nodiscard]] bool fits(const stream_table& table) const { return fingerprint_ == table.fingerprint; }
    [[nodiscard]] const std::vector<prepared_source>& sources() const noexcept { return sources_; }
    /// All relations that a refresh may read, partitions aside, in ascending order: they are locked in it.
    [[nodiscard]] const std::vector<pg::oid>& reads() const noexcept { return reads_; }
    /// The states in their order, and the stream table.
    [[nodiscard]] const std::vector<prepared_stage>& stages() const noexcept { return stages_; }
    [[nodiscard]] const std::vector<prepared_source>& states() const noexcept { return states_; }
    /// Which of the sources and states that have changed a stage reads.
    [[nodiscard]] lower::source_set changed_for(std::size_t stage, const lower::source_set& changed) const {
        return plan_.changed_for(stage, changed);
    }
    /// The sources whose changes are captured.
    [[nodiscard]] const std::vector<pg::oid>& captured() const noexcept { return captured_; }
    /// Whether some source has partitions.
    [[nodiscard]] bool has_partitions() const noexcept { return has_partitions_; }

    /// Throws what a SELECT of the query would, and `user_error` 42501 if the table's own row-level security stops the refresh.
    void check_rights() const;

    /// Whether its statements are better for changes that have been added up.
    [[nodiscard]] bool gains_from_net() const noexcept;

    /// The statement that takes in changes of this kind, which `offered` are.
    const pg::change_statement& delta(const kind_of_changes& kind,
                                      std::span<const pg::offered_delta> offered);
    /// The statement that makes the relation of a stage equal to its query.
    const pg::change_statement& full(std::size_t stage);
    /// The statement that fills the empty relation of a stage.
    [[nodiscard]] sql::text initial(std::size_t stage) const;

    /// Whether news of its relations turn out to be none for its statements, such as new statistics; then it serves again.
    [[nodiscard]] bool serves_after_all(const stream_table& table);
    /// Whether there have been news of its relations.
    [[nodiscard]] bool has_news() const noexcept { return watch_.triggered(); }
    /// What the plans of its statements take in memory, in bytes.
    [[nodiscard]] std::size_t memory() const noexcept;
    /// Frees plans, those first that have not been used for longest, until they take no more than `bytes`.
    void shrink_to(std::size_t bytes);

  private:
    struct kept_statement {
        pg::change_statement statement;
        std::uint64_t used = 0; ///< when it was used last
        std::size_t memory = 0; ///< measured then
    };
    void add_stages(const recipe& how, const stream_table& table);
    void make_room();
    void note_memory();

    std::int64_t generation_;
    pg::oid relation_;
    std::vector<pg::oid> existing_states_;
    std::vector<dependency> dependencies_;
    std::vector<pg::oid> reads_;
    std::vector<pg::oid> captured_;
    bool has_partitions_ = false;
    pg::relation_watch watch_;
    std::uint64_t signature_ = 0; ///< of the definitions of all relations that it watches
    stage::maintenance_plan plan_;
    std::string fingerprint_;
    std::vector<prepared_source> sources_;
    std::vector<prepared_source> states_;
    std::vector<prepared_stage> stages_;
    pg::query_rights rights_;
    std::map<kind_of_changes, kept_statement> deltas_;
    std::map<std::size_t, pg::change_statement> full_;
    kept_statement* last_used_ = nullptr; ///< its memory is not known yet: it is planned when it runs
    std::uint64_t uses_ = 0;
};

/// That of a table, from this session's cache if it still serves. Who uses it keeps it, whatever becomes of the cache.
[[nodiscard]] std::shared_ptr<prepared_table> prepare(const stream_table& table);

/// Frees what this session keeps of tables that are gone.
void forget_prepared();

} // namespace pgt::ext
