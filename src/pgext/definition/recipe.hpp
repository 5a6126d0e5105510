/// `recipe`: how one stream table is kept equal to its query.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/definition.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/bind/source.hpp>
#include <pgt/error.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pgt::ext {

/// The stream table that a recipe is for.
struct recipe_target {
    pg::relation_name name;
    std::int64_t id = 0;
    bool quarantines = false; ///< rows whose expressions raise errors are left out: not possible in mode full
    lower::stored_as stored = {}; ///< what only adds rows is not possible in mode full either
};
/// Of a table that exists: how it is stored, the server and the catalog say.
[[nodiscard]] recipe_target target_of(const stream_table& table);

struct recipe {
    refresh_mode mode = refresh_mode::full;       ///< any but automatic
    std::string downgrade_reason;                 ///< why automatic means full; else empty
    std::shared_ptr<const bind::catalog> catalog; ///< which the plan asks for types as long as it lives
    stage::maintenance_plan plan;
    std::vector<bind::source> sources; ///< whose changes are applied; none in mode full
    /// Of what the plan was made from: stored rows that were computed under another fingerprint may not fit the plan.
    std::string fingerprint;
    bool appends = false; ///< the plan has no statement that takes a row away
};

/// Whether transactions that write to the sources lock the rows of the stream table that they touch, and not all of it.
[[nodiscard]] bool locks_rows(const recipe& how);

/// How many of the states, the last ones, hold rows that are left out.
[[nodiscard]] std::int32_t quarantine_states(const recipe& how);

/// The recipe for mode FULL, because of `refusal`.
[[nodiscard]] recipe downgraded(const definition& from, const recipe_target& target,
                                const user_error& refusal);

/// The recipe for a mode that is known to be possible. Throws `user_error` if it is not.
[[nodiscard]] recipe make_recipe(const definition& from, refresh_mode mode, const recipe_target& target);

/// The recipe for the mode that was asked for; where that is automatic, for differential if possible. Those for immediate and on_commit have the same plan as that for differential. `analysed` is the query of the
/// definition, `owner` the present or future owner of the stream table. Throws `user_error` if `requested` is differential, immediate or on_commit, or rows are quarantined, and that is not
/// possible: 0A000 where the query cannot be maintained that way, 42501 where `owner` may not have its sources captured.
[[nodiscard]] recipe choose_recipe(const definition& from, const pg::analysed_query& analysed,
                                   refresh_mode requested, const recipe_target& target, pg::oid owner);

} // namespace pgt::ext
