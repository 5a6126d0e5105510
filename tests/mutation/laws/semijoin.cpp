/// Semijoin and antijoin.
#include "../laws.hpp"

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/semijoin.hpp>

using namespace dbsp;
using namespace laws;

namespace {

rows const left_rows = {{{1, 1}, 2}, {{1, 5}, 1}, {{2, 1}, 3}, {{4, 0}, 1}};
rows const right_rows = {{{1, 2}, 5}, {{1, 0}, 1}, {{3, 7}, 2}, {{4, 0}, -1}};

void semijoin_laws() {
    auto const keys = on(first{}, first{});
    auto const some = semijoin(a, b, keys);
    law("semijoin", kind::any, some);
    meaning("semijoin", some, {{{1, 1}, 2}, {{1, 5}, 1}}, left_rows, right_rows);
    meaning("antijoin", antijoin(a, b, keys), {{{2, 1}, 3}, {{4, 0}, 1}}, left_rows, right_rows);
}

} // namespace

int main() {
    semijoin_laws();
    return failures == 0 ? 0 : 1;
}
