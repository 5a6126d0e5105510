#include "property/support/rewrite_instances.hpp"

namespace dbsp::test {

template <class A, class B> std::vector<zset<row>> outputs(const dynamic& c, const two_streams<A, B>& in) {
    two_input_run<dynamic, A, B> running(c);
    std::vector<zset<row>> result;
    for (const auto& step : in) { result.push_back(running.step(step)); }
    return result;
}
template std::vector<zset<row>> outputs(const dynamic& c, const two_streams<row>& in);

INSTANTIATE(cancel_rules, unknown_sources);

} // namespace dbsp::test
