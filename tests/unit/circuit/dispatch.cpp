#include <dbsp/circuit/dispatch.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>

using dbsp::detail::alternatives_with;
using dbsp::detail::dispatch;
using dbsp::detail::dispatch_if;

namespace {
template <int N> struct box {
    using op_type = std::integral_constant<int, N>;
    int value = N;
};
using boxes = std::variant<box<1>, box<2>, box<3>, box<4>>;

struct even {
    template <class Op> static constexpr bool value = Op::value % 2 == 0;
};
struct none {
    template <class Op> static constexpr bool value = false;
};
} // namespace

TEST_CASE("dispatch: calls with the alternative that is held, in its own type", "[circuit][dispatch]") {
    int calls = 0;
    auto use = [&]<int N>(const box<N>& b) {
        ++calls;
        return std::to_string(N) + "/" + std::to_string(b.value);
    };
    CHECK(dispatch(use, boxes(box<1>{5})) == "1/5");
    CHECK(dispatch(use, boxes(box<4>{6})) == "4/6");
    CHECK(calls == 2);
}

TEST_CASE("dispatch: gives references as references", "[circuit][dispatch]") {
    boxes const held(box<2>{9});
    auto use = [](const auto& b) -> const int& { return b.value; };
    CHECK(&dispatch(use, held) == &std::get<1>(held).value);
}

TEST_CASE("dispatch_if: calls only for nodes whose operator fulfils the test", "[circuit][dispatch]") {
    STATIC_REQUIRE(alternatives_with<even, boxes>::count == 2);
    auto const use = []<int N>(const box<N>& b) {
        static_assert(N % 2 == 0, "the others are not even tried");
        return std::optional(b.value * 10);
    };
    CHECK(dispatch_if<even>(use, boxes(box<2>{2}), std::optional<int>()) == 20);
    CHECK(dispatch_if<even>(use, boxes(box<4>{4}), std::optional<int>()) == 40);
    CHECK(dispatch_if<even>(use, boxes(box<3>{3}), std::optional<int>()) == std::nullopt);
    CHECK(dispatch_if<none>(use, boxes(box<2>{2}), std::optional<int>()) == std::nullopt);
}
