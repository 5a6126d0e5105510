#include <pgt/lower/operator/product.hpp>

#include <pgt/lower/sql/match.hpp>

#include <vector>

namespace pgt::lower {

std::vector<column_set> lowering_traits<dbsp::op::product<pair_condition, pairing>>::keys(
    key_finder& f, const use<dbsp::op::product<pair_condition, pairing>>& u) {
    return f.of_product(u.op.pairing, u.input(0), u.input(1));
}

block lowering_traits<dbsp::op::product<pair_condition, pairing>>::sql(
    relational& r, const use<dbsp::op::product<pair_condition, pairing>>& u) {
    auto const a = r.lower(u.input(0));
    auto const b = r.lower(u.input(1));
    auto result = detail::paired(r, u.op.pairing, a, b);
    if (u.op.condition) { result.where.push_back(detail::condition_text(u.op.condition, a, b)); }
    return result;
}

} // namespace pgt::lower
