#include <pgt/lower/change/less_change.hpp>

#include "lower/change/touched_groups.hpp"

#include <pgt/lower/change/rebuild.hpp>

#include <dbsp/operator/minus.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

circuit less_change::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit less_change::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    auto const whole = over.changed ? here.rewired(over.inputs) : c;
    auto shorter = replaced(piece(whole));
    return shorter ? std::move(*shorter) : whole;
}

std::optional<circuit> less_change::replaced(const piece& difference) {
    auto const touched = touched_groups_of(difference);
    if (!touched) { return std::nullopt; }
    auto const rows = touched->rows_now();
    if (!have_one_type(rows, touched->change)) { return std::nullopt; }
    auto const before = piece(touched->now).rewired({dbsp::minus(rows, touched->change)});
    return dbsp::minus(touched->now, before);
}

/// A change may be one term of a sum, whose type is not that of the sum.
bool less_change::have_one_type(const circuit& a, const circuit& b) {
    return std::ranges::equal(types_.of(a), types_.of(b), [](const column_type& x, const column_type& y) {
        return !x.type.name.empty() && x.type.name == y.type.name && x.type.collation == y.type.collation;
    });
}

} // namespace pgt::lower
