#include "property/support/simplify_incremental.hpp"

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("simplify: incremental circuits of joins", "[pass][simplify]") {
    check_incremental("join",
                      [](auto a, auto b) { return filter(join(distinct(a), map(b, f), on(k, k), add), p); });
    check_incremental("shared", [](auto a, auto b) {
        auto const part = share(distinct(map(a, f)));
        return join(part, filter(part + b, p), on(k, k), add);
    });
}
