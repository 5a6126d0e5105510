#include "property/support/rewrite.hpp"

namespace dbsp::test {

template <class A, class B> std::vector<zset<row>> outputs(const dynamic& c, const two_streams<A, B>& in) {
    two_input_run<dynamic, A, B> running(c);
    std::vector<zset<row>> result;
    for (const auto& step : in) { result.push_back(running.step(step)); }
    return result;
}
template std::vector<zset<row>> outputs(const dynamic& c, const two_streams<row>& in);

template <class Rules, class Sources> dynamic simplify_dynamic(const dynamic& c, Sources sources) {
    return simplify(c, Rules{}, std::move(sources));
}

#define INSTANTIATE(rules, sources)                                                                          \
    template dynamic simplify_dynamic<std::remove_const_t<decltype(rewrite::rules)>, sources>(               \
        const dynamic&, sources);
INSTANTIATE(all_rules, unknown_sources)
INSTANTIATE(cancel_rules, unknown_sources)
INSTANTIATE(distinct_rules, unknown_sources)
INSTANTIATE(distinct_rules, every_source<multiplicity::bag>)
INSTANTIATE(distinct_rules, every_source<multiplicity::set>)
INSTANTIATE(distinct_rules, declared_sources)
INSTANTIATE(push_filter_rules, unknown_sources)
INSTANTIATE(push_restrict_rules, unknown_sources)
#undef INSTANTIATE

} // namespace dbsp::test
