#include <pgt/lower/operator/join.hpp>

#include <pgt/lower/sql/match.hpp>

#include <algorithm>
#include <iterator>

namespace pgt::lower {

block lowering_traits<dbsp::op::join<join_match, pairing>>::sql(
    relational& r, const use<dbsp::op::join<join_match, pairing>>& u) {
    auto const a = r.lower(u.input(0));
    auto const b = r.lower(u.input(1));
    auto result = detail::paired(r, u.op.pairing, a, b);
    std::ranges::copy(detail::match_conditions(r, u.op.on, u.input(0), a, u.input(1), b),
                      std::back_inserter(result.where));
    return result;
}

} // namespace pgt::lower
