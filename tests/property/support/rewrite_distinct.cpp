#include "property/support/rewrite_instances.hpp"

namespace dbsp::test {

INSTANTIATE(distinct_rules, unknown_sources);
INSTANTIATE(distinct_rules, declared_sources);

} // namespace dbsp::test
