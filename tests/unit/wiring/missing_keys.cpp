#include <dbsp/dbsp.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;

namespace {
using left = record<field<"id", int>, field<"k", std::optional<int>>>;
using right = record<field<"k2", std::optional<int>>, field<"x", int>>;

/// The same at every step from the engine, the incremental circuit and recomputation.
template <class C> class all_ways {
  public:
    explicit all_ways(const C& c) : engine_(c), incremental_(incrementalize(c)), recomputed_(recompute(c)) {}

    template <class Row> void push(const char* name, const zset<Row>& change) {
        engine_.template input<Row>(name).push(change);
        incremental_.template input<Row>(name).push(change);
        recomputed_.template input<Row>(name).push(change);
    }
    auto step() {
        auto const expected = recomputed_.step();
        CHECK(engine_.step() == expected);
        CHECK(incremental_.step() == expected);
        return expected;
    }

  private:
    engine<C> engine_;
    evaluator<decltype(incrementalize(std::declval<const C&>()))> incremental_;
    evaluator<decltype(recompute(std::declval<const C&>()))> recomputed_;
};
} // namespace

TEST_CASE("join on columns: a missing value has no partner, not even a missing one", "[wiring][join]") {
    all_ways query(left_join(source<left>("l"), source<right>("r"), on(col<"k">, col<"k2">)));
    query.push<left>("l", {{left{1, std::nullopt}, 1}, {left{2, 5}, 1}});
    query.push<right>("r", {{right{std::nullopt, 7}, 1}, {right{5, 8}, 1}});
    using row = record<field<"id", int>, field<"k", std::optional<int>>, field<"k2", std::optional<int>>,
                       field<"x", std::optional<int>>>;
    CHECK(query.step() ==
          zset<row>{{row{1, std::nullopt, std::nullopt, std::nullopt}, 1}, {row{2, 5, 5, 8}, 1}});
    query.push<left>("l", {{left{1, std::nullopt}, -1}});
    CHECK(query.step() == zset<row>{{row{1, std::nullopt, std::nullopt, std::nullopt}, -1}});
}

TEST_CASE("join on a key of columns: one missing value is enough", "[wiring][join]") {
    all_ways query(
        semijoin(source<left>("l"), source<right>("r"), on(key(col<"k">), key(as<"k">(col<"k2">)))));
    query.push<left>("l", {{left{1, std::nullopt}, 1}, {left{2, 5}, 1}});
    query.push<right>("r", {{right{std::nullopt, 7}, 1}, {right{5, 8}, 1}});
    CHECK(query.step() == zset<left>{{left{2, 5}, 1}});
}

TEST_CASE("group by a column: missing values are one group", "[wiring][group_by]") {
    all_ways query(source<left>("l") | group_by(col<"k">) | aggregate(count()));
    query.push<left>("l", {{left{1, std::nullopt}, 1}, {left{2, 5}, 1}});
    query.step();
    query.push<left>("l", {{left{3, std::nullopt}, 1}});
    using row = record<field<"k", std::optional<int>>, field<"count", std::int64_t>>;
    CHECK(query.step() == zset<row>{{row{std::nullopt, 1}, -1}, {row{std::nullopt, 2}, 1}});
}
