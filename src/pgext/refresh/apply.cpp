#include "refresh/apply.hpp"

#include "pg/boundary/crash_point.hpp"
#include "pg/query/user_triggers.hpp"
#include "refresh/run_statement.hpp"
#include "refresh/thresholds.hpp"
#include "refresh/write_permission.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// What the planner is told of a delta's size. The plan for few changes is kept for other small deltas, too.
double estimate_of(const pg::delta_store& delta, bool many) {
    const auto rows = static_cast<double>(delta.size());
    return many ? rows : std::min(rows, thresholds::estimate_for_few);
}

/// The stages of one run. What a stage has changed in its state is the delta of that state for the stages after it.
class staged_run {
  public:
    staged_run(prepared_table& prepared, const delta_batch& batch, const pg::snapshot& under,
               touched_groups how)
        : prepared_(prepared),
          batch_(batch),
          under_(under),
          groups_(how),
          count_(batch.count),
          changed_(batch.changed()) {
        const std::size_t derived = prepared.states().size() + prepared.clocked().size();
        changed_.resize(changed_.size() + derived);
        derived_.resize(derived);
    }

    apply_result run() {
        const pg::without_user_triggers silent(!settings::changes_fire_triggers());
        for (std::size_t i = 0; i < batch_.by_source.size(); ++i) { run_clocked_on(i); }
        for (std::size_t i = 0; i < prepared_.states().size(); ++i) {
            run_state(i);
            run_clocked_on(batch_.by_source.size() + i);
        }
        run_table(prepared_.states().size());
        return done_;
    }

  private:
    static bool is_any(const lower::source_set& set) {
        return std::ranges::any_of(set, [](bool one) { return one; });
    }
    [[nodiscard]] const pg::delta_store& delta_of(std::size_t source) const {
        const std::size_t sources = batch_.by_source.size();
        return source < sources ? *batch_.by_source[source] : *derived_[source - sources];
    }
    [[nodiscard]] std::vector<pg::offered_delta> offered(const lower::source_set& changed) const {
        std::vector<pg::offered_delta> deltas;
        for (std::size_t i = 0; i < changed.size(); ++i) {
            if (!changed[i]) { continue; }
            const pg::delta_store& delta = delta_of(i);
            deltas.push_back({.rows = &delta, .estimate = estimate_of(delta, is_many())});
        }
        return deltas;
    }
    [[nodiscard]] bool is_many() const { return count_ >= thresholds::many_changes(); }
    /// What a state returns may be the same row inserted and deleted.
    [[nodiscard]] bool is_net(const lower::source_set& changed) const {
        const auto states = changed.begin() + static_cast<std::ptrdiff_t>(batch_.by_source.size());
        const auto clocked = states + static_cast<std::ptrdiff_t>(prepared_.states().size());
        return batch_.net && std::none_of(states, clocked, [](bool one) { return one; });
    }

    /// `returned`: of a state, where to put what it has changed.
    template <class... Returned>
    apply_result run_stage(std::size_t stage, const lower::source_set& changed, Returned&... returned) {
        const std::vector<pg::offered_delta> deltas = offered(changed);
        const write_permission permission(prepared_.stages()[stage].relation);
        const pg::without_guard open(prepared_.stages()[stage].relation);
        pg::stopwatch clock;
        const pg::change_statement& statement = prepared_.delta(kind_of(stage, changed), deltas);
        return run_statement(prepared_, statement, deltas, under_, clock, returned...);
    }
    void run_state(std::size_t stage) {
        const lower::source_set changed = prepared_.changed_for(stage, changed_);
        if (!is_any(changed)) { return; }
        pg::delta_store rows = empty_delta(prepared_.states()[stage]);
        add_times(run_stage(stage, changed, rows));
        pg::crash_point("refresh.state");
        keep(stage, std::move(rows));
    }
    /// What a stage, or the clock, has changed is a delta for the stages that follow.
    void keep(std::size_t derived, pg::delta_store rows) {
        if (rows.size() == 0) { return; }
        count_ = std::max(count_, static_cast<std::int64_t>(rows.size()));
        changed_[batch_.by_source.size() + derived] = true;
        derived_[derived].emplace(std::move(rows));
    }
    /// What comes and goes by the clock of a source or state, whether that has changed or not.
    void run_clocked_on(std::size_t base) {
        for (std::size_t i = 0; i < prepared_.clocked().size(); ++i) {
            if (prepared_.base_of_clocked(i) == base) { run_clocked(i, base); }
        }
    }
    void run_clocked(std::size_t input, std::size_t base) {
        lower::source_set changed(changed_.size());
        changed[base] = changed_[base];
        const std::vector<pg::offered_delta> deltas = offered(changed);
        pg::delta_store rows = empty_delta(prepared_.clocked()[input]);
        pg::stopwatch clock;
        const pg::change_statement& statement =
            prepared_.delta(kind_of(prepared_.stages().size() + input, changed), deltas);
        add_times(run_statement(prepared_, statement, deltas, under_, clock, rows));
        keep(prepared_.states().size() + input, std::move(rows));
    }
    void run_table(std::size_t stage) {
        const lower::source_set changed = prepared_.changed_for(stage, changed_);
        if (!is_any(changed)) { return; }
        const apply_result of_table = run_stage(stage, changed);
        done_.inserted = of_table.inserted;
        done_.updated = of_table.updated;
        done_.deleted = of_table.deleted;
        add_times(of_table);
    }
    [[nodiscard]] kind_of_changes kind_of(std::size_t stage, const lower::source_set& changed) const {
        return {.stage = stage,
                .changed = changed,
                .net = is_net(changed),
                .many = is_many(),
                .adding = groups_ == touched_groups::added_to && stage < prepared_.stages().size() &&
                          prepared_.adds(stage),
                .uncopied = uncopied_among(changed)};
    }
    [[nodiscard]] lower::source_set uncopied_among(const lower::source_set& changed) const {
        lower::source_set uncopied;
        for (std::size_t i = 0; i < changed.size(); ++i) {
            uncopied.push_back(changed[i] && delta_of(i).captured() != nullptr);
        }
        return uncopied;
    }
    void add_times(const apply_result& of_stage) {
        done_.plan_ms += of_stage.plan_ms;
        done_.apply_ms += of_stage.apply_ms;
    }

    prepared_table& prepared_;
    const delta_batch& batch_;
    const pg::snapshot& under_;
    touched_groups groups_;
    std::int64_t count_;
    lower::source_set changed_; ///< of the sources, then of the states, then of the clocked inputs
    std::vector<std::optional<pg::delta_store>> derived_; ///< of the states, then of the clocked inputs
    apply_result done_;
};

} // namespace

apply_result apply(prepared_table& prepared, const delta_batch& batch, const pg::snapshot& under,
                   touched_groups how) {
    return staged_run(prepared, batch, under, how).run();
}

} // namespace pgt::ext
