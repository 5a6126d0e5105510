/// Bilinear operators, and sharing.
#include "../laws.hpp"

#include <dbsp/operator/join.hpp>
#include <dbsp/operator/product.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void join_laws() {
    auto const match = on(first{}, first{}, ascends{});
    auto const joined = join(a, b, match, ends{});
    law("join", kind::any, joined);
    meaning("join", joined, {{{1, 2}, 10}}, rows{{{1, 1}, 2}, {{1, 5}, 1}, {{2, 1}, 3}},
            rows{{{1, 2}, 5}, {{1, 0}, 1}});
    auto const all = theta_join(a, b, ascends{}, ends{});
    law("product", kind::any, all);
    meaning("product", all, {{{1, 2}, 2}, {{1, 3}, 2}}, rows{{{1, 1}, 1}},
            rows{{{1, 2}, 2}, {{5, 1}, 1}, {{6, 3}, 2}});
}

void sharing_laws() {
    auto const part = share(join(a, b, on(first{}, first{}, ascends{}), ends{}));
    law("share", kind::any, plus(part, part));
}

} // namespace

int main() {
    join_laws();
    sharing_laws();
    return failures == 0 ? 0 : 1;
}
