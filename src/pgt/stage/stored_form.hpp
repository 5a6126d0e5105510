/// `stored_form`: what a stage stores, in a form in which two plans can be compared.
#pragma once

#include <pgt/lower/store/stored_rows.hpp>
#include <pgt/stage/maintenance_plan.hpp>
#include <pgt/stage/normal_form.hpp>

#include <optional>
#include <vector>

namespace pgt::stage {

/// What a stage stores, over the tables themselves.
struct stored_form {
    normal_form rows; ///< a column for each stored one
    lower::stored_rows stored;
};

/// Of all stages; none where one cannot be compared: it can only be recomputed, or follows the clock.
[[nodiscard]] std::optional<std::vector<stored_form>> stored_forms(const maintenance_plan& plan);

} // namespace pgt::stage
