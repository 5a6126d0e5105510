/// Expressions over columns: arithmetic, comparisons, and what missing values do to them.
#include <dbsp/row/row.hpp>
#include <dbsp/value/print.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <string_view>

using namespace dbsp;

using order = record<field<"id", int>, field<"amount", int>, field<"region", std::string>,
                     field<"discount", std::optional<int>>>;

namespace {
const order plain{1, 60, "north", std::nullopt};
const order reduced{2, 90, "south", 30};

/// The expression, and its value for each of the two orders.
void show(const expression auto& e) {
    std::cout << print(e) << "  ->  " << to_text(e(plain)) << ", " << to_text(e(reduced)) << '\n';
}

template <class Expression> void show_failure(const Expression& e) {
    try {
        e(plain);
    } catch (const error& failure) { std::cout << print(e) << "  ->  " << failure.what() << '\n'; }
}
} // namespace

int main() {
    constexpr auto large = col<"amount"> * 2 > lit(100) && col<"region"> == "north";
    static_assert(expression<decltype(large)>);
    static_assert(std::same_as<value_of_t<decltype(large), order>, bool>);
    show(large);

    show(col<"region">);
    show(lit(std::optional<int>()));

    show((col<"amount"> + 1) / 2);
    show(col<"amount"> - col<"discount">);
    show_failure(col<"amount"> / (col<"id"> - 1));
    show_failure(col<"amount"> * 2'000'000'000);

    show(col<"amount"> >= 90);
    show(col<"discount"> < 50);

    show(col<"discount"> < 50 || col<"amount"> == 60);
    show(!(col<"discount"> < 50));
    std::cout << "kept: " << is_true((col<"discount"> < 50)(plain))
              << is_true((col<"discount"> < 50)(reduced)) << '\n';

    show(is_null(col<"discount">));
    show(coalesce(col<"discount">, 0) + 5);
    show(in(col<"region">, "north", "east"));
    show(between(col<"amount">, 80, 100));
    show(case_when(col<"amount"> > 80, "large", col<"amount"> > 50, "medium", "small"));
    show(cast<double>(col<"amount">) / 8);
}
