#include "unit/pgt/support/bound.hpp"
#include "unit/pgt/support/canonical_texts.hpp"

#include <catch2/catch_all.hpp>

TEST_CASE("canonical: the printed form of a query is the same circuit as the written one, but for casts",
          "[pgt][bind]") {
    for (const auto& [written, printed] : support::canonical_texts) {
        CAPTURE(written, printed);
        CHECK(support::skeleton_of(printed) == support::skeleton_of(written));
        CHECK(support::bound(printed).columns == support::bound(written).columns);
        CHECK(support::used_by(printed) == support::used_by(written));
    }
}
