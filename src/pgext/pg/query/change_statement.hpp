/// `change_statement`: a statement that applies delta stores to a table, and returns the counts of changed rows.
#pragma once

#include "pg/access/snapshot.hpp"
#include "pg/boundary/declarations.hpp"
#include "pg/query/delta_store.hpp"
#include "pg/query/shared_plans.hpp"

#include <pgt/sql/text.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

struct CachedPlan;
struct QueryEnvironment;

namespace pgt::pg {

/// A delta that a statement can read under its name.
struct offered_delta {
    const delta_store* rows;
    double estimate; ///< the number of rows for the planner
};

struct row_counts {
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t deleted = 0;
};

/// Analysed when it is constructed, planned when it first runs, and kept during the lifetime of this object; analysed and planned again after a change of the definition of a table that it reads. Analysed `without_forced_policies`.
class change_statement {
  public:
    /// One statement: a MERGE, an INSERT or a DELETE; one that returns a row of three bigints, the counts; or one that returns the rows that it has changed.
    /// Throws `error` if the server rejects it.
    /// With a name it is made known to other sessions, with its plan as soon as there is one that they can use.
    change_statement(const sql::text& text, std::span<const offered_delta> deltas,
                     const std::optional<plan_name>& name = std::nullopt);
    /// The statement that another session has made known; nothing if there is none. It is not analysed while its plan serves: until something changes that it reads, or that
    /// privileges depend on.
    [[nodiscard]] static std::optional<change_statement> shared(const plan_name& name);
    change_statement(change_statement&& other) noexcept : kept_(std::exchange(other.kept_, nullptr)) {}
    change_statement& operator=(change_statement&&) = delete;
    ~change_statement();

    /// Plans it, and discards the plan.
    void plan(std::span<const offered_delta> deltas, const snapshot& under) const;
    /// Runs under a snapshot, and sees what this transaction did before. The deltas must have the names and columns of those it was constructed with.
    /// Throws `needs_executor` where `direct_merges` are allowed and this one was left off.
    [[nodiscard]] row_counts run(std::span<const offered_delta> deltas, const snapshot& under) const;

    /// Runs a statement that returns what it has changed, in the columns of `changed`, and adds that to it.
    void run(std::span<const offered_delta> deltas, const snapshot& under, delta_store& changed) const;

    /// Runs a statement that returns bigints, none of them NULL.
    [[nodiscard]] std::vector<std::int64_t> numbers(std::span<const offered_delta> deltas,
                                                    const snapshot& under) const;

    /// Plans it if that is necessary, and locks all that it reads.
    void lock(std::span<const offered_delta> deltas) const;
    /// Why it cannot run without the executor now; null where it can. Plans it.
    [[nodiscard]] const char* why_not_direct(std::span<const offered_delta> deltas,
                                             const snapshot& under) const;
    /// Its use of memory, in bytes.
    [[nodiscard]] std::size_t memory() const;

  private:
    struct kept;
    struct direct_result;

    explicit change_statement(kept* made) noexcept : kept_(made) {}
    void analyse_again(QueryEnvironment* environment) const;
    [[nodiscard]] CachedPlan* planned(QueryEnvironment* environment) const;
    /// Without a plan of the executor's.
    [[nodiscard]] direct_result run_alone(std::span<const offered_delta> deltas,
                                          QueryEnvironment* environment) const;
    /// With the plan of another session.
    [[nodiscard]] direct_result run_adopted(std::span<const offered_delta> deltas) const;
    [[nodiscard]] std::optional<std::vector<std::int64_t>>
    numbers_by_adopted(std::span<const offered_delta> deltas, const snapshot& under) const;
    /// A run that has begun. Inside `call`, which `execute` may leave by an error.
    template <class Execute> auto run_planned(QueryEnvironment* environment, const Execute& execute) const;
    template <class Execute>
    auto run_by(std::span<const offered_delta> deltas, const snapshot& under, const Execute& execute) const;

    kept* kept_;
};

} // namespace pgt::pg
