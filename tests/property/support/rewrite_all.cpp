#include "property/support/rewrite_instances.hpp"

namespace dbsp::test {

INSTANTIATE(all_rules, unknown_sources);

} // namespace dbsp::test
