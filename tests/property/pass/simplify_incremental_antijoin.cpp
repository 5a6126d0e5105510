#include "property/support/simplify_incremental.hpp"

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("simplify: incremental circuits of antijoins", "[pass][simplify]") {
    check_incremental("antijoin", [](auto a, auto b) { return antijoin(filter(a, q), map(b, f), on(k, k)); });
}
