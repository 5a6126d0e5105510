#include <pgt/stage/with_clocked.hpp>

#include <cstddef>

namespace pgt::stage {

lower::source_set with_clocked(const maintenance_plan& plan, lower::source_set changed) {
    auto const relations = plan.sources + plan.states();
    changed.resize(relations + plan.clocked.size());
    for (std::size_t i = 0; i < plan.clocked.size(); ++i) {
        changed[relations + i] = changed[plan.clocked[i].base];
    }
    return changed;
}

} // namespace pgt::stage
