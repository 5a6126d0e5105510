#include <dbsp/dbsp.hpp>

#include "unit/support/compiled_engine.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using runtime = circuit<functions<int>>;

TEST_CASE("engine: the circuits of two composite operators are not mistaken for each other",
          "[engine][sharing]") {
    auto const q = plus(except_all(source<runtime>("a"), source<runtime>("b")),
                        except_all(source<runtime>("c"), source<runtime>("d")));
    engine running(q);
    running.input<int>("a").push({{1, 3}});
    running.input<int>("b").push({{1, 1}});
    running.input<int>("c").push({{2, 5}});
    running.input<int>("d").push({{2, 1}});
    CHECK(running.step() == zset<int>{{1, 2}, {2, 4}});
}

TEST_CASE("fixpoint: copies that share a part inside their bodies run apart", "[engine][eval][sharing]") {
    auto const first = fixpoint(
        [](auto x, auto in) {
            auto const sum = share(x + in);
            return distinct(sum + sum);
        },
        source<int>("a"));
    auto second = first;
    get<0>(second.in).op.table = "b";

    evaluator states(plus(first, second));
    states.input<int>("a").push({{1, 3}});
    states.input<int>("b").push({{2, 1}});
    CHECK(states.step() == zset<int>{{1, 1}, {2, 1}});

    engine changes(plus(first, second));
    changes.input<int>("a").push({{1, 3}});
    changes.input<int>("b").push({{2, 1}});
    CHECK(changes.step() == zset<int>{{1, 1}, {2, 1}});
}
