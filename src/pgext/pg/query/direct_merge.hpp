/// `direct_merge`: runs a planned MERGE for few changes without starting a statement.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/query/change_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>

struct CachedPlanSource;
struct PlannedStmt;

namespace pgt::pg {

/// While one lives, a `change_statement` may run without the executor, which has an effect only where the result is the same. Statements that run so are not seen by
/// other modules that watch the executor.
class direct_merges {
  public:
    explicit direct_merges(bool are_allowed) noexcept;
    direct_merges(const direct_merges&) = delete;
    direct_merges& operator=(const direct_merges&) = delete;
    ~direct_merges();

    [[nodiscard]] static bool are_allowed() noexcept;

  private:
    bool before_;
};

/// What is kept of a planned statement from one run to the next. In memory of the server's, all of it: without destructors.
struct direct_merge;

/// While one lives, the change of a `direct_merge` that changes one row is found and computed, but left to be made: after the subtransaction in which all that may
/// fail was computed, which has changed nothing then and costs no transaction number.
class late_change {
  public:
    late_change() noexcept;
    late_change(const late_change&) = delete;
    late_change& operator=(const late_change&) = delete;
    ~late_change();

    /// Makes the change that was left, if one was. Returns false where `needs_executor` would be thrown: then nothing has happened. An error of the server cannot be
    /// recovered from without a subtransaction around it.
    [[nodiscard]] bool make();

    /// Called by the run of the merge.
    void leave(direct_merge* one) noexcept { left_ = one; }

  private:
    direct_merge* left_ = nullptr;
    late_change* before_;
};

/// Thrown where another transaction has changed a row meanwhile, or a row breaks a constraint: what was done has to be rolled back, and done by the executor, which knows what
/// follows from it.
class needs_executor : public std::exception {
  public:
    [[nodiscard]] const char* what() const noexcept override { return "a row has to be looked at again"; }
};

/// Plans the statement of a source, and looks at the plan, beside that of the executor, if there is one. Only inside `call`, with all locks that the statement needs.
[[nodiscard]] direct_merge* new_direct_merge(const CachedPlanSource* of, const PlannedStmt* by_executor);
/// The same for a plan that another session has made of the same statement; null if its table is another one by now. With a lock on that.
[[nodiscard]] direct_merge* new_direct_merge_of_text(const char* plan);
/// For that; null if it cannot stand alone. In the current memory.
[[nodiscard]] const char* text_of_merge(const direct_merge* merge);
/// Whether it can never be run, by its plan alone.
[[nodiscard]] bool is_refused(const direct_merge* merge);
/// Whether it needs no plan of the executor's beside it as long as the source is valid. Its table is locked for that, after which the source may not be valid any more. Only
/// inside `call`.
[[nodiscard]] bool stands_alone(const direct_merge* merge);
/// Only inside `call`.
void free_direct_merge(direct_merge* merge);
/// That it changes.
[[nodiscard]] oid table_of(const direct_merge* merge);
/// In bytes. Only inside `call`.
[[nodiscard]] std::size_t memory_of(const direct_merge* merge);
/// Why the statement cannot be run so; null where it can. Only inside `call`.
[[nodiscard]] const char* refusal_of(const direct_merge* merge);

/// The outcome of a run.
enum class direct_outcome : std::uint8_t {
    done,
    not_tried, ///< nothing has happened
    left_off,  ///< see `needs_executor`
};

/// Runs it under the active snapshot. Only inside `call`.
[[nodiscard]] direct_outcome run_direct_merge(direct_merge* merge, std::span<const offered_delta> deltas,
                                              row_counts& counts);

} // namespace pgt::pg
