#include <dbsp/dbsp.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <functional>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {
using kit = functions<int>;
using runtime = circuit<kit>;
template <class Role> using stored = kit::function<Role>;

using to_bool = std::function<bool(int)>;
using to_int = std::function<int(int)>;
using to_rows = std::function<std::vector<int>(int)>;
using pair_to_int = std::function<int(int, int)>;

constexpr auto self = [](int i) { return i; };
constexpr auto left = [](int i, int) { return i; };

/// Making the circuit is refused, with a sentence; not its first step.
void check_refused(auto&& make, const char* sentence) {
    CHECK_THROWS_MATCHES(make(), circuit_error, MessageMatches(StartsWith(sentence)));
}

/// Every operator with an empty function in each of its places.  `Map` and so on: what is empty.
template <class Map, class Filter, class Key, class Expand, class Pair> void check_operators(auto a) {
    auto const keys = on(self, self);
    auto const no_left = on(Key{}, self);
    auto const no_right = on(self, Key{});
    check_refused([&] { return map(a, Map{}); }, "map: the function is empty");
    check_refused([&] { return a | map(Map{}); }, "map: the function is empty");
    check_refused([&] { return filter(a, Filter{}); },
                  "filter: the predicate is empty; there is nothing to call");
    check_refused([&] { return flat_map(a, Expand{}); }, "flat_map: the function is empty");
    check_refused([&] { return join(a, a, no_left, left); }, "join: the key is empty");
    check_refused([&] { return join(a, a, no_right, left); }, "join: the key is empty");
    check_refused([&] { return join(a, a, keys, Pair{}); }, "join: the pairing is empty");
    check_refused([&] { return semijoin(a, a, no_left); }, "semijoin: the key is empty");
    check_refused([&] { return antijoin(a, a, no_right); }, "antijoin: the key is empty");
    check_refused([&] { return left_join(a, a, keys, Pair{}, self); }, "left_join: the pairing is empty");
    check_refused([&] { return left_join(a, a, keys, left, Map{}); }, "left_join: the function is empty");
    check_refused([&] { return right_join(a, a, no_left, left, self); }, "right_join: the key is empty");
    check_refused([&] { return right_join(a, a, keys, left, Map{}); }, "right_join: the function is empty");
    check_refused([&] { return full_join(a, a, keys, left, Map{}, self); },
                  "full_join: the function is empty");
    check_refused([&] { return full_join(a, a, keys, left, self, Map{}); },
                  "full_join: the function is empty");
    check_refused([&] { return product(a, a, Pair{}); }, "product: the pairing is empty");
    auto const less = [](int x, int y) { return x < y; };
    check_refused([&] { return theta_join(a, a, less, Pair{}); }, "theta_join: the pairing is empty");
    check_refused([&] { return restrict(a, a, Key{}); }, "restrict: the key is empty");
    check_refused([&] { return restrict(a, a, self, Key{}); }, "restrict: the key is empty");
    check_refused([&] { return top_k(group_by(a, Key{}), 3); }, "top_k: the key is empty");
}
} // namespace

TEST_CASE("empty functions: are found when a static circuit is made", "[circuit][empty_function]") {
    check_operators<to_int, to_bool, to_int, to_rows, pair_to_int>(source<int>("a"));
}

TEST_CASE("empty functions: are found when a run-time circuit is made", "[circuit][empty_function]") {
    auto const a = source<runtime>("a");
    check_operators<to_int, to_bool, to_int, to_rows, pair_to_int>(a);
    check_operators<stored<role::mapping>, stored<role::predicate>, stored<role::key>,
                    stored<role::expansion>, stored<role::pairing>>(a);
}

TEST_CASE("empty functions: a null pointer is one, and so is what is made of one",
          "[circuit][empty_function]") {
    auto const a = source<int>("a");
    bool (*const pointer)(int) = nullptr;
    check_refused([&] { return filter(a, pointer); }, "filter: the predicate is empty");
    check_refused([&] { return filter(source<runtime>("a"), pointer); }, "filter: the predicate is empty");
    check_refused([&] { return filter(a, labelled("p", to_bool())); }, "filter: the predicate is empty");
    check_refused([&] { return map(a, labelled("f", to_int())); }, "map: the function is empty");
}

TEST_CASE("empty functions: are found inside group functions", "[circuit][empty_function]") {
    using order = std::function<bool(int, int)>;
    using accumulate = std::function<int(int, int, long)>;
    using transform = std::function<std::vector<int>(int, std::span<const int>)>;
    using make_row = std::function<int(int, long)>;
    auto const check = [&](auto a) {
        auto const groups = group_by(a, self);
        check_refused([&] { return top_k(groups, 3, order()); }, "top_k: the group function is empty");
        check_refused([&] { return group_transform(groups, transform()); },
                      "group_transform: the group function is empty");
        auto const refuse = [&](auto aggregator) {
            check_refused([&] { return aggregate_as(groups, [](int k, auto) { return k; }, aggregator); },
                          "aggregate: the group function is empty");
        };
        refuse(sum(to_int()));
        refuse(avg(to_int()));
        refuse(min(to_int()));
        refuse(max(to_int()));
        refuse(as<"total">(sum(to_int())));
        refuse(fold(0, accumulate()));
        check_refused([&] { return aggregate_as(groups, make_row(), count()); },
                      "aggregate: the group function is empty");
    };
    check(source<int>("a"));
    check(source<runtime>("a"));
}

TEST_CASE("empty functions: an empty condition is none", "[circuit][empty_function]") {
    using condition = std::function<bool(int, int)>;
    auto const run = [](auto a) {
        engine machine(join(a, a, on(self, self, condition()), left));
        machine.template input<int>("a").insert(1);
        CHECK(machine.step() == zset<int>{{1, 1}});
    };
    run(source<int>("a"));
    run(source<runtime>("a"));
}

TEST_CASE("empty functions: what can be called is taken", "[circuit][empty_function]") {
    auto const a = source<int>("a");
    CHECK_NOTHROW(filter(a, +[](int i) { return i > 0; }));
    CHECK_NOTHROW(filter(a, [](int i) { return i > 0; }));
    CHECK_NOTHROW(filter(a, to_bool([](int i) { return i > 0; })));
    CHECK_NOTHROW(filter(source<runtime>("a"), stored<role::predicate>("p", [](int i) { return i > 0; })));
}

} // namespace dbsp::test
