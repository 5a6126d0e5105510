/// `check_incremental`: a circuit that is made incremental and simplified means the same.
#pragma once

#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

#include "property/support/rewrite.hpp"

#include <string>

namespace dbsp::test {

/// `simplify(incrementalize(c))` means the same as `recompute(c)`.
template <class Build>
void check_incremental(const std::string& name, const Build& build, multiplicity m = multiplicity::any) {
    auto const fixed = build(source<row>("a"), source<row>("b"));
    check_same_meaning<row, row>(name, recompute(fixed), simplify(incrementalize(fixed)), m);
    dynamic const built = build(source<dynamic>("a"), source<dynamic>("b"));
    check_same_meaning<row, row>(name, recompute(built),
                                 simplified(incrementalize(built), rewrite::all_rules, unknown_sources{}), m);
}

} // namespace dbsp::test
