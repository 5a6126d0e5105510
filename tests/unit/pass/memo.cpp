#include <dbsp/dbsp.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;
using runtime = circuit<functions<int>>;

/// The circuits that composite operators stand for live only while the pass looks at them.
TEST_CASE("memo: a circuit made and dropped is not mistaken for the next one", "[pass][memo]") {
    auto const q = plus(except_all(source<runtime>("a"), source<runtime>("b")),
                        except_all(source<runtime>("c"), source<runtime>("d")));
    evaluator changes(incrementalize(q));
    changes.input<int>("a").push({{1, 3}});
    changes.input<int>("b").push({{1, 1}});
    changes.input<int>("c").push({{2, 5}});
    changes.input<int>("d").push({{2, 1}});
    CHECK(changes.step() == zset<int>{{1, 2}, {2, 4}});
}
