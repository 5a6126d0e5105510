// expect: operator * takes two numbers, or two values of types that have it, not an expression of type bool and a literal of type int
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(((dbsp::col<"id"> == 1) * 2)(row));
#endif
}
