#include <dbsp/zset/format.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>

namespace dbsp::test {

using item = record<field<"id", int>, field<"name", std::string>>;

TEST_CASE("format: weights have the options of their integer", "[zset][format]") {
    CHECK(std::format("{}", default_weight(-2)) == "-2");
    CHECK(std::format("{:+04}", default_weight(7)) == "+007");
}

TEST_CASE("format: records and Z-sets are texts", "[zset][format]") {
    CHECK(std::format("{}", item{1, "pen"}) == "(1, 'pen')");
    CHECK(std::format("{:>12}|", item{1, "pen"}) == "  (1, 'pen')|");
    CHECK(std::format("{}", zset<int>{{3, -1}}) == "{3: -1}");
    CHECK(std::format("{}", zset<std::pair<int, std::string>>{{{1, "a"}, 2}}) == "{(1, 'a'): 2}");
    CHECK(std::format("{}", zset<int>()) == "{}");
}

TEST_CASE("format: indexed Z-sets", "[zset][format]") {
    ordered_index<int, int> index;
    index.add(1, 10, 1);
    indexed_zset<int, int> arranged;
    arranged.add(1, 10, 1);
    CHECK(std::format("{}", index) == "[(1, {10: 1})]");
    CHECK(std::format("{}", arranged) == "[(1, {10: 1})]");
}

} // namespace dbsp::test
