#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;
} // namespace

TEST_CASE("theorem: linear rule", "[theorem][incremental][linear]") {
    check_law("(↑f)^Δ == ↑f for linear f", [](const batches& s) {
        must_agree(incremental(lift(even_sources))(s), lift(even_sources)(s));
        must_agree(incremental(lift(fold_targets))(s), lift(fold_targets)(s));
    });
}

TEST_CASE("theorem: linear rule for operators with a memory", "[theorem][incremental][linear]") {
    auto const window = [](const batches& s) { return lift(inverse)(s) - delay(delay(s)); };
    check_law("Q^Δ == Q for linear time-invariant Q",
              [=](const batches& s) { must_agree(incremental(window)(s), window(s)); });
}

TEST_CASE("the linear rule fails for what is not linear", "[theorem][incremental][linear]") {
    batches const s{relation{{{1, 2}, 1}}, relation{{{1, 2}, 1}}};
    CHECK_FALSE(equal_up_to(incremental(lift(distinct))(s), lift(distinct)(s), horizon));
}
