#include <pgt/lower/operator/filter.hpp>

namespace pgt::lower {

block lowering_traits<dbsp::op::filter<predicate>>::sql(relational& r,
                                                        const use<dbsp::op::filter<predicate>>& u) {
    auto in = r.lower(u.input(0));
    in.where.push_back(u.op.pred.condition().print(in.texts()));
    return in;
}

} // namespace pgt::lower
