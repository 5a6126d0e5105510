/// filter: the WHERE clause.
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

inline block lower_operator(relational& r, const circuit&,
                            const dbsp::node<dbsp::op::filter<predicate>, circuit>& n) {
    auto in = r.lower(std::get<0>(n.in));
    in.where.push_back(n.op.pred.condition().print(in.texts()));
    return in;
}

} // namespace pgt::lower
