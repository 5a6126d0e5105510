#include "property/support/rewrite_instances.hpp"

namespace dbsp::test {

INSTANTIATE(push_filter_rules, unknown_sources);
INSTANTIATE(push_restrict_rules, unknown_sources);

} // namespace dbsp::test
