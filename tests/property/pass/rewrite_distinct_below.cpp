#include "property/support/rewrite.hpp"

using namespace dbsp;
using namespace dbsp::test;
using rewrite::distinct_rules;

namespace {
constexpr every_source<multiplicity::bag> bags{};

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

TEST_CASE("distinct: below an operator that sees signs, of any weights", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return distinct(filter(distinct(a), p)); }, distinct_rules,
               "filter p(distinct(a))");
    check_rule([](auto a, auto) { return distinct(filter(positive(a), p)); }, distinct_rules,
               "distinct(filter p(a))");
    check_rule([](auto a, auto) { return support(filter(positive(a), p)); }, distinct_rules,
               "distinct(filter p(a))");
    check_rule([](auto a, auto) { return distinct(delay(filter(positive(positive(a)), p))); }, distinct_rules,
               "distinct(delay(filter p(a)))");
    check_rule([](auto a, auto b) { return distinct(semijoin(positive(a), b, on(k, k))); }, distinct_rules,
               "distinct(semijoin k = k(a, b))");
    check_rule([](auto a, auto b) { return distinct(restrict(positive(a), b, k)); }, distinct_rules,
               "distinct(restrict keys k(a, b))");
    check_rule([](auto a, auto b) { return intersect_distinct(distinct(a), filter(distinct(b), p)); },
               distinct_rules, "intersect_distinct(a, filter p(b))");
    check_rule([](auto a, auto b) { return except_distinct(filter(distinct(a), q), distinct(b)); },
               distinct_rules, "except_distinct(filter q(a), b)");
}

TEST_CASE("distinct: below an operator that sees signs, of bags", "[pass][rewrite]") {
    auto const bag = multiplicity::bag;
    check_rule([](auto a, auto) { return distinct(map(distinct(a), f)); }, distinct_rules,
               "distinct(map f(a))", bag, bags);
    check_rule([](auto a, auto b) { return distinct(distinct(a) + filter(distinct(b), p)); }, distinct_rules,
               "distinct(plus(a, filter p(b)))", bag, bags);
    check_rule([](auto a, auto b) { return distinct(join(distinct(a), distinct(b), on(k, k), add)); },
               distinct_rules, "distinct(join k = k(a, b))", bag, bags);
    check_rule([](auto a, auto b) { return distinct(map(product(distinct(a), b, add), f)); }, distinct_rules,
               "distinct(map f(product(a, b)))", bag, bags);
    check_rule([](auto a, auto b) { return union_distinct(distinct(a), map(distinct(b), f)); },
               distinct_rules, "union_distinct(a, map f(b))", bag, bags);
    check_rule([](auto a, auto b) { return semijoin(a, distinct(b), on(k, k)); }, distinct_rules,
               "semijoin k = k(a, b)", bag, bags);
    check_rule([](auto a, auto b) { return antijoin(a, distinct(b), on(k, k)); }, distinct_rules,
               "antijoin k = k(a, b)", bag, bags);
}

TEST_CASE("distinct: stays where weights below it may cancel", "[pass][rewrite]") {
    check_untouched([](auto a, auto) { return distinct(map(distinct(a), f)); }, distinct_rules);
    check_untouched([](auto a, auto b) { return distinct(distinct(a) + b); }, distinct_rules);
    check_untouched([](auto a, auto b) { return union_distinct(distinct(a), b); }, distinct_rules);
    check_untouched([](auto a, auto b) { return distinct(join(distinct(a), b, on(k, k), add)); },
                    distinct_rules);
    check_untouched([](auto a, auto b) { return semijoin(a, distinct(b), on(k, k)); }, distinct_rules);
    check_untouched([](auto a, auto b) { return antijoin(a, distinct(b), on(k, k)); }, distinct_rules);

    rows const mixed{{low, 1}, {high, -1}};
    CHECK(once(distinct(map(distinct(x), f)), mixed) != once(distinct(map(x, f)), mixed));
    rows const two{{low, 2}};
    rows const minus_one{{low, -1}};
    CHECK(once(distinct(distinct(x) + y), two, minus_one) != once(distinct(x + y), two, minus_one));
    CHECK(once(union_distinct(distinct(x), y), two, minus_one) != once(union_distinct(x, y), two, minus_one));
    auto const constant = labelled("zero", [](const auto&, const auto&) { return row(0, 0); });
    rows const one{{{1, 0}, 1}};
    rows const cancels{{{1, 0}, 1}, {{1, 1}, -1}}; // of one key
    CHECK(once(distinct(join(distinct(x), y, on(k, k), constant)), cancels, one) !=
          once(distinct(join(x, y, on(k, k), constant)), cancels, one));
    CHECK(once(semijoin(x, distinct(y), on(k, k)), one, cancels) !=
          once(semijoin(x, y, on(k, k)), one, cancels));
}
