// expect: std::nullopt has no type in an expression: to test for it use is_null(e) or is_not_null(e), to give it as a value use lit(std::optional<T>{})
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::col<"id"> == std::nullopt);
#endif
}
