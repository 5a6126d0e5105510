#include "property/support/rewrite.hpp"

#include <dbsp/aggregate/count.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::distinct_rules;

namespace {
constexpr every_source<multiplicity::bag> bags{};
constexpr every_source<multiplicity::set> sets{};

using rows = zset<row>;

/// One step of `c` with these inputs.
template <any_circuit C> auto once(const C& c, const rows& a, const rows& b = {}) {
    return outputs<row, row>(c, {{a, b}}).front();
}
auto const x = source<row>("a");
auto const y = source<row>("b");
row const low{2, 0};
row const high{3, 0}; // f(low) = f(high)
} // namespace

TEST_CASE("distinct: of a set", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return distinct(distinct(a)); }, distinct_rules, "distinct(a)");
    check_rule([](auto a, auto) { return distinct(support(a)); }, distinct_rules, "support(a)");
    check_rule([](auto a, auto) { return support(distinct(a)); }, distinct_rules, "distinct(a)");
    check_rule([](auto a, auto) { return positive(distinct(a)); }, distinct_rules, "distinct(a)");
    check_rule([](auto a, auto b) { return distinct(union_distinct(a, b)); }, distinct_rules,
               "union_distinct(a, b)");
    check_rule([](auto a, auto b) { return distinct(intersect_distinct(a, b)); }, distinct_rules,
               "intersect_distinct(a, b)");
    check_rule([](auto a, auto b) { return distinct(except_distinct(a, b)); }, distinct_rules,
               "except_distinct(a, b)");
    check_rule([](auto a, auto) { return distinct(filter(delay(distinct(a)), p)); }, distinct_rules,
               "filter p(delay(distinct(a)))");
    check_rule([](auto a, auto b) { return distinct(semijoin(distinct(a), b, on(k, k))); }, distinct_rules,
               "semijoin k = k(distinct(a), b)");
    check_rule([](auto a, auto b) { return distinct(antijoin(distinct(a), b, on(k, k))); }, distinct_rules,
               "antijoin k = k(distinct(a), b)");
    check_rule([](auto a, auto b) { return distinct(restrict(distinct(a), b, k)); }, distinct_rules,
               "restrict keys k(distinct(a), b)");
    check_rule([](auto a, auto b) { return distinct(intersect_all(distinct(a), distinct(b))); },
               distinct_rules, "intersect_all(distinct(a), distinct(b))");
    check_rule([](auto a, auto b) { return distinct(except_all(distinct(a), distinct(b))); }, distinct_rules,
               "except_all(distinct(a), distinct(b))");
    check_rule([](auto a, auto) { return distinct(top_k(group_by(distinct(a), k), 2)); }, distinct_rules,
               "top_k by k: limit 2 order by f(distinct(a))", multiplicity::bag, bags);
}

TEST_CASE("distinct: of pairs that differ where their parts do", "[pass][rewrite]") {
    check_static_rule<row, row>(
        [](auto a, auto b) { return distinct(join(distinct(a), distinct(b), on(k, k))); }, distinct_rules,
        "join k = k(distinct(a), distinct(b))");
    check_static_rule<row, row>([](auto a, auto b) { return distinct(product(distinct(a), distinct(b))); },
                                distinct_rules, "product(distinct(a), distinct(b))");
    check_static_rule<row, row>([](auto a, auto) { return distinct(aggregate(group_by(a, k), count())); },
                                distinct_rules, "aggregate by k: count()(a)", multiplicity::bag);
}

TEST_CASE("distinct: of what the sources are declared to be", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return distinct(a); }, distinct_rules, "a", multiplicity::set, sets);
    check_rule([](auto a, auto) { return support(a); }, distinct_rules, "a", multiplicity::set, sets);
    check_rule([](auto a, auto) { return support(a); }, distinct_rules, "distinct(a)", multiplicity::bag,
               bags);
    check_rule([](auto a, auto b) { return positive(map(a, f) + integrate(b)); }, distinct_rules,
               "plus(map f(a), integrate(b))", multiplicity::bag, bags);

    declared_sources const declared{{{"a", multiplicity::set}}};
    auto const a = source<dynamic>("a");
    auto const b = source<dynamic>("b");
    CHECK(formula(simplified(distinct(a) + distinct(b), distinct_rules, declared)) == "plus(a, distinct(b))");
}

TEST_CASE("distinct: stays where its input is not known to be a set", "[pass][rewrite]") {
    check_untouched([](auto a, auto) { return distinct(a); }, distinct_rules, bags);
    check_untouched([](auto a, auto) { return support(a); }, distinct_rules);
    check_untouched([](auto a, auto) { return positive(a); }, distinct_rules);
    check_untouched([](auto a, auto) { return distinct(integrate(a)); }, distinct_rules, sets);
    check_untouched([](auto a, auto) { return distinct(map(a, f)); }, distinct_rules, sets);
    check_untouched([](auto a, auto b) { return distinct(a + b); }, distinct_rules, sets);
    check_untouched([](auto a, auto b) { return positive(a - b); }, distinct_rules, sets);
    check_untouched([](auto a, auto b) { return distinct(join(a, b, on(k, k), add)); }, distinct_rules, sets);
    check_untouched([](auto a, auto b) { return distinct(a) - distinct(b); }, distinct_rules);

    rows const two{{low, 2}};
    rows const minus_one{{low, -1}};
    CHECK(once(distinct(x), two) != once(x, two));
    CHECK(once(support(x), minus_one) != once(distinct(x), minus_one));
    CHECK(once(positive(x), minus_one) != once(x, minus_one));
    rows const set{{low, 1}, {high, 1}};
    CHECK(once(distinct(map(x, f)), set) != once(map(x, f), set));
    CHECK(once(distinct(x + y), set, set) != once(x + y, set, set));
    CHECK(once(positive(x - y), {}, set) != once(x - y, {}, set));
    auto const both = join(x, y, on(k, k), add); // (1, 0) + (1, 1) = (1, 1) + (1, 0)
    rows const ones{{{1, 0}, 1}, {{1, 1}, 1}};
    CHECK(once(distinct(both), ones, ones) != once(both, ones, ones));
}

TEST_CASE("distinct: of groups whose rows leave out the key", "[pass][rewrite]") {
    auto const without_key = [](const auto&, const auto& n) { return n; };
    auto const c = distinct(aggregate_as(group_by(x, k), without_key, count()));
    CHECK(graph_of(simplify(c, distinct_rules)).count("distinct") == 1);
    rows const two_groups{{low, 1}, {high, 1}};
    CHECK(once(c, two_groups) != once(aggregate_as(group_by(x, k), without_key, count()), two_groups));
}

TEST_CASE("distinct: what others see stays as it is", "[pass][rewrite]") {
    check_untouched(
        [](auto a, auto) {
            auto const set = share(filter(positive(a), p));
            return distinct(set) - set;
        },
        distinct_rules);
}

TEST_CASE("distinct: operators that see more than signs", "[pass][rewrite]") {
    check_untouched([](auto a, auto b) { return intersect_all(distinct(a), b); }, distinct_rules, bags);
    check_untouched([](auto a, auto b) { return except_all(a, distinct(b)); }, distinct_rules, bags);
    check_untouched([](auto a, auto) { return support(filter(distinct(a) - delay(a), p)); }, distinct_rules);
    rows const two{{low, 2}};
    CHECK(once(except_all(x, distinct(y)), two, two) != once(except_all(x, y), two, two));
}
