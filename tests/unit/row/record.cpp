#include <dbsp/row/record.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/members.hpp>
#include <catch2/catch_test_macros.hpp>

#include <compare>
#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

using dbsp::field;
using dbsp::make_record;
using dbsp::record;

namespace {
using person = record<field<"id", int>, field<"name", std::string>>;
using pair_of_ints = record<field<"a", int>, field<"b", int>>;

struct opaque {};
template <pair_of_ints Value> struct tagged {};
} // namespace

TEST_CASE("record: is regular and ordered if its fields are", "[row][record]") {
    STATIC_REQUIRE(std::regular<person>);
    STATIC_REQUIRE(std::three_way_comparable<person, std::strong_ordering>);
    STATIC_REQUIRE(std::three_way_comparable<record<field<"x", double>>, std::partial_ordering>);
    STATIC_REQUIRE(!std::equality_comparable<record<field<"x", opaque>>>);
    STATIC_REQUIRE(!std::copyable<record<field<"x", std::unique_ptr<int>>>>);
}

TEST_CASE("record: costs no more than a struct", "[row][record]") {
    STATIC_REQUIRE(sizeof(pair_of_ints) == 2 * sizeof(int));
    STATIC_REQUIRE(std::is_trivially_copyable_v<pair_of_ints>);
    STATIC_REQUIRE(std::has_unique_object_representations_v<pair_of_ints>);
    STATIC_REQUIRE(std::is_same_v<tagged<pair_of_ints{1, 2}>, tagged<pair_of_ints{1, 2}>>);
}

TEST_CASE("record: takes one value a field, in order", "[row][record]") {
    person p{1, "Ada"};
    CHECK(get<0>(p) == 1);
    CHECK(get<1>(p) == "Ada");
    CHECK(person{} == person{0, ""});
    STATIC_REQUIRE(!std::is_constructible_v<person, int>);
}

TEST_CASE("record: compares field by field, the first one first", "[row][record]") {
    CHECK(person{1, "b"} == person{1, "b"});
    CHECK(person{1, "b"} != person{1, "c"});
    CHECK(person{1, "c"} < person{2, "b"});
    CHECK(person{1, "b"} < person{1, "c"});
    STATIC_REQUIRE(record<>{} == record<>{});
}

TEST_CASE("record: takes part in structured bindings", "[row][record]") {
    person p{1, "Ada"};
    auto& [id, name] = p;
    id = 2;
    CHECK(p == person{2, "Ada"});
    auto [moved_id, moved_name] = std::move(p);
    CHECK(moved_name == "Ada");
    CHECK(moved_id == 2);
}

TEST_CASE("record: holds fields that can only be moved", "[row][record]") {
    record<field<"owner", std::unique_ptr<int>>> r{std::make_unique<int>(3)};
    auto owner = get<0>(std::move(r));
    CHECK(*owner == 3);
}

TEST_CASE("record: is a Hana Struct", "[row][record]") {
    namespace hana = boost::hana;
    constexpr pair_of_ints r{1, 2};
    STATIC_REQUIRE(hana::Struct<person>::value);
    STATIC_REQUIRE(hana::members(r) == hana::make_tuple(1, 2));
    STATIC_REQUIRE(hana::at_key(r, hana::string_c<'b'>) == 2);
}

TEST_CASE("make_record: takes names and values, and decays the types", "[row][record]") {
    const std::string name = "Ada";
    auto made = make_record<"id", "name">(1, name);
    STATIC_REQUIRE(std::same_as<decltype(made), person>);
    CHECK(made == person{1, "Ada"});
    STATIC_REQUIRE(make_record<>() == record<>{});
}
