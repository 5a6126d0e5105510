/// Pointwise operators.
#include "../laws.hpp"

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/positive.hpp>
#include <dbsp/operator/support.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void pointwise_laws() {
    rows const x = {{{0, 0}, 2}, {{0, 1}, 1}, {{0, 2}, 3}, {{0, 3}, -1}, {{0, 4}, -1}};
    rows const y = {{{0, 0}, 1}, {{0, 1}, 3}, {{0, 3}, 2}, {{0, 4}, -2}, {{0, 5}, -1}};
    auto const once = distinct(a);
    auto const most = positive(b);
    auto const any = support(a);
    law("distinct, positive, support", kind::any, plus(plus(once, most), any));
    meaning("distinct", once, {{{0, 0}, 1}, {{0, 1}, 1}, {{0, 2}, 1}}, x);
    meaning("positive", most, {{{0, 0}, 2}, {{0, 1}, 1}, {{0, 2}, 3}}, x);
    meaning("support", any, {{{0, 0}, 1}, {{0, 1}, 1}, {{0, 2}, 1}, {{0, 3}, 1}, {{0, 4}, 1}}, x);

    auto const common = intersect_all(a, b);
    auto const without = except_distinct(a, b);
    law("intersect_all, except_distinct", kind::any, minus(common, without));
    meaning("intersect_all", common, {{{0, 0}, 1}, {{0, 1}, 1}}, x, y);
    meaning("except_distinct", without, {{{0, 2}, 1}}, x, y);
    meaning("intersect_distinct", intersect_distinct(a, b), {{{0, 0}, 1}, {{0, 1}, 1}}, x, y);
}

} // namespace

int main() {
    pointwise_laws();
    return failures == 0 ? 0 : 1;
}
