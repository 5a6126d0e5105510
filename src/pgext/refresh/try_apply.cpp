#include "refresh/try_apply.hpp"

#include "definition/provable.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/direct_merge.hpp"
#include "pg/query/user_triggers.hpp"
#include "refresh/not_additive.hpp"
#include "refresh/thresholds.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <format>
#include <optional>

namespace pgt::ext {
namespace {

bool is_about_data(const std::string& sqlstate) {
    return sqlstate.starts_with("22") || sqlstate.starts_with("21");
}

/// Errors of data, such as a division by zero or a scalar subquery with two rows, and inconsistencies need no introduction.
apply_failure described(const pg::error& failed) {
    const std::string state = failed.sqlstate();
    const bool is_inconsistent = state == sqlstate::data_corrupted;
    if (is_inconsistent || is_about_data(state)) { return {is_inconsistent, failed.what()}; }
    return {false,
            std::format("PostgreSQL refuses the statement that applies its changes: {}", failed.what())};
}

apply_result committed(const std::function<apply_result(touched_groups)>& work, touched_groups how) {
    pg::subtransaction attempt;
    const apply_result done = work(how);
    attempt.commit();
    return done;
}

/// None if some group has to be recomputed.
std::optional<apply_result> added(const std::function<apply_result(touched_groups)>& work) {
    try {
        return committed(work, touched_groups::added_to);
    } catch (const pg::error& failed) {
        if (failed.sqlstate() != not_additive) { throw; }
        return std::nullopt;
    }
}

apply_result added_or_recomputed(hopeful& adding, const std::function<apply_result(touched_groups)>& work) {
    const auto done = adding.tries() ? added(work) : std::nullopt;
    adding.note(done.has_value());
    return done ? *done : committed(work, touched_groups::recomputed);
}

apply_result done_by(prepared_table& prepared, const std::function<apply_result(touched_groups)>& work) {
    hopeful* const adding = prepared.adding();
    return adding != nullptr ? added_or_recomputed(*adding, work)
                             : committed(work, touched_groups::recomputed);
}

/// Whether it succeeds without the triggers of users on the stream table; what that does is rolled back.
bool succeeds_without_triggers(const std::function<apply_result(touched_groups)>& work) {
    const pg::without_user_triggers silent(true);
    const pg::direct_merges executor_only(false);
    try {
        const pg::subtransaction attempt;
        (void)work(touched_groups::recomputed);
        return true;
    } catch (const pg::error&) { return false; }
}

/// An error of a trigger of a user is none of the changes: it may be meant to refuse them, and whatever computes all rows would not fire it.
bool is_of_trigger(const prepared_table& prepared, const std::function<apply_result(touched_groups)>& work) {
    const auto& stages = prepared.stages();
    return !stages.empty() && pg::has_user_triggers(stages.back().relation) &&
           succeeds_without_triggers(work);
}

using attempted = std::expected<apply_result, apply_failure>;

/// All that can be recovered from.
attempted attempt(prepared_table& prepared, const std::function<apply_result(touched_groups)>& work) {
    try {
        return done_by(prepared, work);
    } catch (const pg::error& failed) {
        const bool is_inconsistent = failed.sqlstate() == sqlstate::data_corrupted;
        if (!is_inconsistent && !refuses_statement(failed.sqlstate())) { throw; }
        if (is_of_trigger(prepared, work)) { throw; }
        return std::unexpected(described(failed));
    }
}

/// Without the executor, where that is possible. Nothing if that was left off: then nothing has been done. A single change is made after the attempt, which has not
/// written then: it is computed, so that no value can fail any more, and what writing it may raise would be raised by recomputing as well.
std::optional<attempted> attempt_directly(prepared_table& prepared,
                                          const std::function<apply_result(touched_groups)>& work) {
    try {
        pg::late_change change;
        const attempted done = [&] {
            const pg::direct_merges direct(true);
            return attempt(prepared, work);
        }();
        if (!done || change.make()) { return done; }
    } catch (const pg::needs_executor&) {} // was rolled back
    return std::nullopt;
}

} // namespace

std::expected<apply_result, apply_failure> try_apply(prepared_table& prepared, const delta_batch& batch,
                                                     const pg::snapshot& under) {
    return try_to(prepared, batch, [&](touched_groups how) { return apply(prepared, batch, under, how); });
}

std::expected<apply_result, apply_failure> try_to(prepared_table& prepared, const delta_batch& batch,
                                                  const std::function<apply_result(touched_groups)>& work) {
    if (settings::direct_upkeep() && batch.count < thresholds::many_changes()) {
        if (auto done = attempt_directly(prepared, work)) { return std::move(*done); }
    }
    return attempt(prepared, work);
}

} // namespace pgt::ext
