#include <dbsp/detail/text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>

namespace dbsp::test {

TEST_CASE("text_of: the same characters, also in constant expressions", "[detail][text]") {
    STATIC_REQUIRE(detail::text_of("").empty());
    STATIC_REQUIRE(detail::text_of("a column") == "a column");
    std::string const with_nul(2, '\0');
    CHECK(detail::text_of(with_nul) == with_nul);
}

TEST_CASE("copy_text: writes as many characters as there are", "[detail][text]") {
    constexpr auto copied = [] {
        std::array<char, 3> text{'x', 'x', 'x'};
        detail::copy_text("ab", text.data());
        return text;
    }();
    STATIC_REQUIRE(copied == std::array{'a', 'b', 'x'});
}

} // namespace dbsp::test
