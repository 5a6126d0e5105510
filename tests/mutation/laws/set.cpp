/// What is made of pointwise operators.
#include "../laws.hpp"

#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/union_distinct.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void set_laws() {
    rows const x = {{{0, 0}, 2}, {{0, 1}, 1}, {{0, 2}, 3}, {{0, 3}, -1}, {{0, 4}, -1}};
    rows const y = {{{0, 0}, 1}, {{0, 1}, 3}, {{0, 3}, 2}, {{0, 4}, -2}, {{0, 5}, -1}};
    auto const united = union_distinct(a, b);
    auto const less = except_all(a, b);
    law("union_distinct, except_all", kind::any, minus(united, less));
    meaning("union_distinct", united, {{{0, 0}, 1}, {{0, 1}, 1}, {{0, 2}, 1}, {{0, 3}, 1}}, x, y);
    meaning("except_all", less, {{{0, 0}, 1}, {{0, 2}, 3}, {{0, 4}, 1}, {{0, 5}, 1}}, x, y);
}

} // namespace

int main() {
    set_laws();
    return failures == 0 ? 0 : 1;
}
