#include <pgt/lower/operator/distinct.hpp>

#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/restrict.hpp>

namespace pgt::lower {

namespace {
/// Whether rows are those of one side that have a partner.  They are compared by their images: a condition may see the difference.
bool are_matched_rows(const circuit& c) {
    const piece here(c);
    if (here.is<dbsp::op::restrict<key>>()) { return are_matched_rows(here.input(0)); }
    if (here.is<dbsp::op::plus>() || here.is<dbsp::op::minus>()) {
        return are_matched_rows(here.input(0)) && are_matched_rows(here.input(1));
    }
    return here.pairs() != nullptr && here.pairs()->is_first();
}
} // namespace

block lowering_traits<dbsp::op::distinct>::sql(relational& r, const use<dbsp::op::distinct>& u) {
    auto const& in = u.input(0);
    auto const by = are_matched_rows(in) ? same_row::identical : same_row::equal;
    auto rows = r.consolidated(r.lower(in), r.types().of(in), by, "> 0");
    rows.weight = {};
    return rows;
}

} // namespace pgt::lower
