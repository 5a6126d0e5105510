// An operator that the lowering has not heard of has no part at all.
// expect: lowering_traits: no `types` says which types the columns of this operator have
// expect: lowering_traits: no `sql` says what SQL this operator becomes
// expect: lowering_traits: no `upkeep` says what maintaining this operator costs
#include <pgt/lower/operator/filter.hpp>

namespace {
struct unheard_of {};
} // namespace

#ifdef POSITIVE_CONTROL
static_assert(pgt::lower::has_all_parts<dbsp::op::filter<pgt::predicate>>());
#else
static_assert(pgt::lower::has_all_parts<unheard_of>());
#endif
