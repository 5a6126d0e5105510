/// Paths with an even and with an odd number of edges: two relations, each in terms of the other.
#pragma once

#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

/// The views "even" and "odd" are the pairs of nodes with a path of so many edges of "a" between them.
template <class Views> void check_parities(Views& views) {
    auto& edges = views.template input<row>("a");
    edges.push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 4}, 1}});
    views.step();
    CHECK(views.template state<row>("even") == zset<row>{{{1, 3}, 1}, {{2, 4}, 1}});
    CHECK(views.template state<row>("odd") == zset<row>{{{1, 2}, 1}, {{2, 3}, 1}, {{3, 4}, 1}, {{1, 4}, 1}});
    edges.push({{{2, 3}, -1}, {{4, 3}, 1}});
    views.step();
    CHECK(views.template state<row>("even") == zset<row>{{{3, 3}, 1}, {{4, 4}, 1}});
    CHECK(views.template state<row>("odd") == zset<row>{{{1, 2}, 1}, {{3, 4}, 1}, {{4, 3}, 1}});
}

} // namespace dbsp::test
