#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/semijoin.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("semijoin: keeps the weight, however many partners there are", "[operator][semijoin]") {
    auto const c = semijoin(source<row>("a"), source<int>("b"), on(first_of, identity_fn{}));
    check_two<row, int>(c, {{{{{1, 1}, 2}, {{2, 2}, 1}}, {{1, 3}}, {{{1, 1}, 2}}},
                            {{}, {{1, -2}}, {}},
                            {{}, {{1, -1}}, {{{1, 1}, -2}}},
                            {{}, {{1, 1}, {2, -1}}, {{{1, 1}, 2}}}});
}

TEST_CASE("semijoin: both sides changing at once", "[operator][semijoin]") {
    auto const c = semijoin(source<row>("a"), source<int>("b"), on(first_of, identity_fn{}));
    check_two<row, int>(c, {{{{{1, 1}, 1}}, {{1, 1}}, {{{1, 1}, 1}}},
                            {{{{1, 1}, 1}, {{2, 2}, 1}}, {{1, -1}, {2, 1}}, {{{1, 1}, -1}, {{2, 2}, 1}}}});
}

TEST_CASE("semijoin: with a residual condition, on the total of the partners that satisfy it",
          "[operator][semijoin]") {
    auto const smaller = [](const row& a, const row& b) { return a.second < b.second; };
    auto const c = semijoin(source<row>("a"), source<row>("b"), on(first_of, first_of, smaller));
    check_two<row, row>(c, {{{{{1, 5}, 2}}, {{{1, 5}, 1}}, {}},
                            {{}, {{{1, 6}, 1}, {{1, 7}, 1}}, {{{1, 5}, 2}}},
                            {{}, {{{1, 6}, -1}}, {}},
                            {{}, {{{1, 7}, -1}}, {{{1, 5}, -2}}}});
}

TEST_CASE("semijoin: two of one type in a circuit are two", "[operator][semijoin]") {
    auto const match = on(first_of, first_of);
    auto const c = semijoin(source<row>("a"), source<row>("a"), match) +
                   semijoin(source<row>("b"), source<row>("b"), match);
    check_two<row, row>(c, {{{{{1, 1}, 1}}, {{{2, 2}, 1}}, {{{1, 1}, 1}, {{2, 2}, 1}}},
                            {{}, {{{2, 2}, -1}}, {{{2, 2}, -1}}}});
}

} // namespace dbsp::test
