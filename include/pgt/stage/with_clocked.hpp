/// `with_clocked`: what changes with the relations of a plan.
#pragma once

#include <pgt/stage/maintenance_plan.hpp>

namespace pgt::stage {

/// The sources, states and clocked inputs that change when these sources and states do.
[[nodiscard]] lower::source_set with_clocked(const maintenance_plan& plan, lower::source_set changed);

} // namespace pgt::stage
