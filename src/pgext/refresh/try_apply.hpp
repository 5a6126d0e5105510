/// `try_apply`: applies a batch, or undoes all that the attempt did.
#pragma once

#include "refresh/apply.hpp"

#include <expected>
#include <functional>
#include <string>

namespace pgt::ext {

/// Why a batch cannot be applied, although the query may have a result.
struct apply_failure {
    bool is_inconsistent = false; ///< what is stored is not what the changes were made from
    std::string reason;
};

/// Applies in a subtransaction. An error that says nothing about the batch itself, such as a lock timeout, is thrown.
[[nodiscard]] std::expected<apply_result, apply_failure>
try_apply(prepared_table& prepared, const delta_batch& batch, const pg::snapshot& under);

/// The same for `work` that applies one, and does before what belongs to that. If changes cannot be added to the groups that are stored,
/// it is done again, by statements that recompute these groups; likewise by the executor, if a few changes cannot be applied without it.
[[nodiscard]] std::expected<apply_result, apply_failure>
try_to(prepared_table& prepared, const delta_batch& batch,
       const std::function<apply_result(touched_groups)>& work);

} // namespace pgt::ext
