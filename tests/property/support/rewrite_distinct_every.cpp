#include "property/support/rewrite_instances.hpp"

namespace dbsp::test {

INSTANTIATE(distinct_rules, every_source<multiplicity::bag>);
INSTANTIATE(distinct_rules, every_source<multiplicity::set>);

} // namespace dbsp::test
