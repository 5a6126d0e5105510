#include "property/support/rewrite.hpp"

#include <dbsp/row/comparison.hpp>
#include <dbsp/row/print.hpp>
#include <dbsp/row/row.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::push_filter_rules;

namespace {
auto const by_id = on(col<"id">, col<"ref">);
} // namespace

TEST_CASE("push_filter: one side of a join of pairs", "[pass][rewrite]") {
    auto const on_keys = on(k, k);
    auto const check = [](const auto& build, const std::string& expected) {
        check_static_rule<row, row>(build, push_filter_rules, expected);
    };
    check([&](auto a, auto b) { return filter(join(a, b, on_keys), on_first(p)); },
          "join k = k(filter p(a), b)");
    check([&](auto a, auto b) { return filter(join(a, b, on_keys), on_second(q)); },
          "join k = k(a, filter q(b))");
    check([&](auto a, auto b) { return filter(product(a, b), on_second(q)); }, "product(a, filter q(b))");
}

TEST_CASE("push_filter: one side of a join of records", "[pass][rewrite]") {
    auto const check = [](const auto& build, const std::string& expected) {
        check_static_rule<left_row, right_row>(build, push_filter_rules, expected);
    };
    check([](auto a, auto b) { return filter(join(a, b, by_id), col<"n"> > 1); },
          R"(join "id" = "ref"(filter "n" > 1(a), b))");
    check([](auto a, auto b) { return filter(join(a, b, by_id), col<"m"> == col<"ref">); },
          R"(join "id" = "ref"(a, filter "m" = "ref"(b)))");
    check([](auto a, auto b) { return filter(filter(product(a, b), col<"m"> > 1), col<"n"> > 1); },
          R"(product(filter "n" > 1(a), filter "m" > 1(b)))");
}

TEST_CASE("push_filter: the side that an outer join keeps", "[pass][rewrite]") {
    auto const check = [](const auto& build, const std::string& expected) {
        check_static_rule<left_row, right_row>(build, push_filter_rules, expected);
    };
    check([](auto a, auto b) { return filter(left_join(a, b, by_id), col<"n"> > 1); },
          R"(left_join "id" = "ref"(filter "n" > 1(a), b))");
    check([](auto a, auto b) { return filter(right_join(a, b, by_id), col<"m"> > 1); },
          R"(right_join "id" = "ref"(a, filter "m" > 1(b)))");
    check([](auto a, auto b) { return filter(left_join(a, b, by_id), col<"m"> > 1); },
          R"(filter "m" > 1(left_join "id" = "ref"(a, b)))");
    check([](auto a, auto b) { return filter(right_join(a, b, by_id), col<"n"> > 1); },
          R"(filter "n" > 1(right_join "id" = "ref"(a, b)))");
    check([](auto a, auto b) { return filter(full_join(a, b, by_id), col<"n"> > 1); },
          R"(filter "n" > 1(full_join "id" = "ref"(a, b)))");

    auto const a = source<left_row>("a");
    auto const b = source<right_row>("b");
    two_streams<left_row, right_row> const in{{{{left_row(0, 0), 1}}, {{right_row(0, 0), 1}}}};
    CHECK(outputs(filter(left_join(a, b, by_id), col<"m"> > 1), in) !=
          outputs(left_join(a, filter(b, col<"m"> > 1), by_id), in));
}

TEST_CASE("push_filter: stays where it looks at both sides, or can't be looked into", "[pass][rewrite]") {
    check_untouched([](auto a, auto b) { return filter(join(a, b, on(k, k), add), p); }, push_filter_rules);
    check_static_rule<left_row, right_row>(
        [](auto a, auto b) { return filter(join(a, b, by_id), col<"m"> > col<"n">); }, push_filter_rules,
        R"(filter "m" > "n"(join "id" = "ref"(a, b)))");
    auto const renamed = [](const left_row& x, const right_row& y) {
        return left_row(get<"m">(y), get<"n">(x));
    };
    check_static_rule<left_row, right_row>(
        [&](auto a, auto b) { return filter(join(a, b, by_id, renamed), col<"id"> > 1); }, push_filter_rules,
        R"(filter "id" > 1(join "id" = "ref"(a, b)))");

    // "id" of the result is not "id" of the left side: it stands for "m".
    auto const a = source<left_row>("a");
    auto const b = source<right_row>("b");
    two_streams<left_row, right_row> const in{{{{left_row(2, 0), 1}}, {{right_row(2, 0), 1}}}};
    CHECK(outputs(filter(join(a, b, by_id, renamed), col<"id"> > 1), in) !=
          outputs(join(filter(a, col<"id"> > 1), b, by_id, renamed), in));
}
