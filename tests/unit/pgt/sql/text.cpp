#include <pgt/sql/text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string>
#include <vector>

using namespace pgt;

TEST_CASE("sql: identifiers are always quoted, and quotes inside doubled", "[sql]") {
    CHECK(sql::build("{}", sql::ident{"user"}).str() == R"("user")");
    CHECK(sql::build("{}", sql::ident{R"(a "b" C)"}).str() == R"("a ""b"" C")");
    CHECK(sql::build("{}", sql::qname{"public", "Order"}).str() == R"("public"."Order")");
}

TEST_CASE("sql: constants double their quotes, and say so where there is a backslash", "[sql]") {
    CHECK(sql::build("{}", sql::literal{"it's"}).str() == "'it''s'");
    CHECK(sql::build("{}", sql::literal{R"(a\'b)"}).str() == R"(E'a\\''b')");
    CHECK(sql::build("{}", sql::literal{""}).str() == "''");
}

TEST_CASE("sql: a pattern takes its arguments in order", "[sql]") {
    auto const q =
        sql::build("SELECT {} FROM {} WHERE {} > {}", sql::build("1"), sql::ident{"t"}, sql::param{2}, -7);
    CHECK(q.str() == R"(SELECT 1 FROM "t" WHERE $2 > -7)");
    // What an argument holds is not looked at again.
    CHECK(sql::build("{} {}", sql::literal{"{}"}, 1).str() == "'{}' 1");
}

TEST_CASE("sql: join puts a separator between elements only", "[sql]") {
    std::vector<std::string> const names{"a", "b", "c"};
    auto const ident = [](const std::string& name) { return sql::ident{name}; };
    CHECK(sql::join(names, ", ", ident).str() == R"("a", "b", "c")");
    CHECK(sql::join(std::vector<sql::text>{}, ", ").empty());
}

TEST_CASE("sql: no string becomes SQL by itself", "[sql]") {
    STATIC_REQUIRE_FALSE(std::constructible_from<sql::text, std::string>);
    STATIC_REQUIRE_FALSE(std::convertible_to<const char*, sql::text>);
    STATIC_REQUIRE_FALSE(sql::printable<std::string>);
}
