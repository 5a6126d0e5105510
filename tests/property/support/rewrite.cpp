#include "property/support/rewrite_instances.hpp"

namespace dbsp::test {

template <class A, class B> std::vector<zset<row>> outputs(const dynamic& c, const two_streams<A, B>& in) {
    two_input_run<dynamic, A, B> running(c);
    std::vector<zset<row>> result;
    for (const auto& step : in) { result.push_back(running.step(step)); }
    return result;
}
template std::vector<zset<row>> outputs(const dynamic& c, const two_streams<row>& in);

template void check_on_streams<row, row>(const std::string&, const stream_property<row, row>&, multiplicity);
template void check_on_streams<left_row, row>(const std::string&, const stream_property<left_row, row>&,
                                              multiplicity);
template void check_on_streams<left_row, right_row>(const std::string&,
                                                    const stream_property<left_row, right_row>&,
                                                    multiplicity);

INSTANTIATE(cancel_rules, unknown_sources);

} // namespace dbsp::test
