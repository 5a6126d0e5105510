/// `prepared_table`: what a session keeps of a stream table, so that a refresh needs neither parser nor planner.
#pragma once

#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table.hpp"
#include "definition/hopeful.hpp"
#include "definition/recipe.hpp"
#include "definition/shared_form.hpp"
#include "definition/table_watch.hpp"
#include "pg/capture/change_buffer.hpp"
#include "pg/query/analysis.hpp"
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

/// What the query shows of sources and states as time passes: in the columns of these, under names of their own.
[[nodiscard]] std::vector<prepared_source> prepared_clocked(const recipe& how);

/// A delta of a source or state, without rows.
[[nodiscard]] pg::delta_store empty_delta(const prepared_source& source);

/// A relation that the refresh writes: a state or, last, the stream table.
struct prepared_stage {
    pg::oid relation = pg::no_oid;
    sql::text target;
    sql::text columns;             ///< the list of all, in the order in which they are computed
    bool updates_in_place = false; ///< as `lower::plan` says
};

/// What a statement for changes, and its plan, is made for.
struct kind_of_changes {
    std::size_t stage = 0;     ///< after the stages, the clocked inputs count
    lower::source_set changed; ///< sources, then states, then clocked inputs
    bool net = false;          ///< identical rows have been added up
    bool many = false;         ///< so many changes that hash joins are better than indexes
    bool adding = false; ///< no group is expected to need more than the changes, see `lower::plan::adding`
    lower::source_set uncopied =
        {}; ///< of those that have changed: read where they were captured, which is another plan

    auto operator<=>(const kind_of_changes&) const = default;
};

class prepared_table {
  public:
    /// Analyses the definition, unless another session has shared what is needed of it.
    explicit prepared_table(const stream_table& table);
    /// By what the definition has just been analysed to: the relations that it reads have been locked since.
    prepared_table(const stream_table& table, recipe how, const pg::analysed_query& query);

    /// Whether no definition may have changed that its statements were made for.
    [[nodiscard]] bool serves(const stream_table& table) const noexcept { return watch_.is_current(table); }
    /// Whether what is stored was computed by the same plan.
    [[nodiscard]] bool fits(const stream_table& table) const { return fingerprint_ == table.fingerprint; }
    [[nodiscard]] const std::vector<prepared_source>& sources() const noexcept { return sources_; }
    /// All relations that a refresh may read, partitions aside, in ascending order, which is the order of locks.
    [[nodiscard]] const std::vector<pg::oid>& reads() const noexcept { return watch_.reads(); }
    /// The states in their order, and the stream table; none if the states that exist are not those of the plan.
    [[nodiscard]] const std::vector<prepared_stage>& stages() const noexcept { return stages_; }
    [[nodiscard]] const std::vector<prepared_source>& states() const noexcept { return states_; }
    /// What comes and goes by the clock, and of what: a source or, after these, a state.
    [[nodiscard]] const std::vector<prepared_source>& clocked() const noexcept { return clocked_; }
    [[nodiscard]] std::size_t base_of_clocked(std::size_t i) const { return plan().clocked.at(i).base; }
    /// The statement that gives the next moment at which a row of a clocked input may come or go.
    [[nodiscard]] const pg::change_statement& due(std::size_t clocked);
    /// Which of the sources and states that have changed a stage reads.
    [[nodiscard]] lower::source_set changed_for(std::size_t stage, const lower::source_set& changed) const;
    /// Whether all that has to be captured is: not so while a dump is being restored.
    [[nodiscard]] bool is_captured() const noexcept { return is_captured_; }
    /// The sources whose changes are captured.
    [[nodiscard]] const std::vector<pg::oid>& captured() const noexcept { return captured_; }
    /// The sources that have changed, by name, for messages.
    [[nodiscard]] std::string source_names(const lower::source_set& changed) const;
    /// Whether some source has partitions.
    [[nodiscard]] bool has_partitions() const noexcept { return watch_.has_partitions(); }

    /// Whether its statements only add rows, and fail where changes take some away.
    [[nodiscard]] bool appends() const noexcept { return appends_; }

    /// Throws what a SELECT of the query would, and what `pg::check_calls` throws if functions have changed.
    void check_rights() const;

    /// Whether its statements are faster where identical rows have been added up.
    [[nodiscard]] bool gains_from_net() const noexcept;

    /// The columns that no two rows of a stage share, whose hash is the row id; nothing where rows are found by all that they show.
    [[nodiscard]] std::optional<std::vector<std::string>> identity(std::size_t stage) const;
    /// Whether there is a statement for a stage that only adds to its groups.
    [[nodiscard]] bool adds(std::size_t stage) const {
        return form_ ? form_->adds : plan().stages.at(stage).how.adds;
    }
    /// Whether such statements are worth an attempt, after what has come of the last ones; null if there are none.
    [[nodiscard]] hopeful* adding() noexcept { return adding_ ? &*adding_ : nullptr; }

    /// The statement that applies changes of this kind, such as `offered`.
    const pg::change_statement& delta(const kind_of_changes& kind,
                                      std::span<const pg::offered_delta> offered);
    /// The statement that gives the classes of the rows which changes of these sources touch; null where the table has to be locked.
    const pg::change_statement* touched(const lower::source_set& changed,
                                        std::span<const pg::offered_delta> offered);
    /// The statement that makes the relation of a stage equal to its query.
    const pg::change_statement& full(std::size_t stage);
    /// The statement that fills the empty relation of a stage.
    [[nodiscard]] sql::text initial(std::size_t stage) const;
    /// The query of all stored columns of a stage, in their order.
    [[nodiscard]] sql::text contents(std::size_t stage) const;

    /// Whether only statistics and the like have changed, so that its statements serve again.
    [[nodiscard]] bool serves_after_all(const stream_table& table);
    /// Whether a definition may have changed since it was last found to serve.
    [[nodiscard]] bool has_news() const noexcept { return watch_.has_news(); }
    /// The memory that the plans of its statements use, in bytes.
    [[nodiscard]] std::size_t memory() const noexcept;
    /// Frees plans, the least recently used first, until the rest uses no more than `bytes`.
    void shrink_to(std::size_t bytes);

  private:
    struct kept_statement {
        pg::change_statement statement;
        std::uint64_t used = 0; ///< when it was last used, by `uses_`
        std::size_t memory = 0; ///< as measured after the use before
    };
    void use(recipe how, const std::vector<std::string>& columns);
    /// By what another session has shared; false if there is nothing.
    [[nodiscard]] bool use_shared(const stream_table& table);
    [[nodiscard]] std::string text_to_share(const recipe& how, const std::vector<std::string>& columns) const;
    /// The name of a statement; nothing where it cannot be shared.
    [[nodiscard]] std::optional<pg::plan_name> name_for(const std::string& statement) const;
    /// The same for one that was made: not where a definition may have changed since this was looked at.
    [[nodiscard]] std::optional<pg::plan_name> name_to_share(const std::string& statement);
    void note_capture(refresh_mode mode);
    [[nodiscard]] pg::change_statement made_delta(const kind_of_changes& kind,
                                                  std::span<const pg::offered_delta> offered);
    [[nodiscard]] std::optional<pg::change_statement>
    made_touched(const lower::source_set& changed, std::span<const pg::offered_delta> offered);
    /// Analyses the definition now, where that has not been necessary yet.
    [[nodiscard]] const stage::maintenance_plan& plan() const;
    void add_stages(const recipe& how, const std::vector<std::string>& columns);
    void make_room();
    void note_memory();
    [[nodiscard]] sql::text text_of(const kind_of_changes& kind) const;

    pg::oid relation_;
    pg::oid definition_; ///< none where the statements read the view itself, which keeps what it calls
    mutable std::optional<std::uint64_t> calls_as_of_; ///< `pg::changes_of_calls` when they were last checked
    sql::text target_;
    table_watch watch_; ///< before the definition is looked at
    std::vector<pg::oid> captured_;
    /// All that the plan is made from: the name of what is shared; empty where nothing can be.
    std::string origin_;
    std::optional<std::string> to_share_;                  ///< the form, until the first statement is made
    std::optional<shared_form> form_;                      ///< that of another session
    std::optional<stream_table> lowered_from_;             ///< where that serves instead of the plan
    mutable std::shared_ptr<const bind::catalog> catalog_; ///< of the plan
    mutable std::optional<stage::maintenance_plan> plan_;
    std::string fingerprint_;
    bool appends_ = false;
    bool is_captured_ = true;
    std::vector<prepared_source> sources_;
    std::vector<std::string> source_names_; ///< of `sources_`, for messages
    std::vector<prepared_source> states_;
    std::vector<prepared_source> clocked_;
    std::vector<prepared_stage> stages_;
    std::optional<pg::query_rights> rights_;
    std::map<kind_of_changes, kept_statement> deltas_;
    std::map<std::size_t, pg::change_statement> full_;
    std::map<std::size_t, pg::change_statement> due_;
    std::map<lower::source_set, std::optional<pg::change_statement>> touched_; ///< by what has changed
    kept_statement* last_used_ = nullptr; ///< not measured yet: it is planned when it runs
    std::uint64_t uses_ = 0;
    std::optional<hopeful> adding_; ///< none where no stage adds
};

/// The statements of a table, from this session's cache if they still serve. They stay valid while they are used, whatever is removed
/// from the cache.
[[nodiscard]] std::shared_ptr<prepared_table> prepare(const stream_table& table);

/// Puts what a definition was analysed to into this session's cache, so that the next refresh does not analyse it again.
void keep_prepared(const stream_table& table, recipe how, const pg::analysed_query& query);

/// Removes tables that no longer exist from the cache.
void forget_prepared();

} // namespace pgt::ext
