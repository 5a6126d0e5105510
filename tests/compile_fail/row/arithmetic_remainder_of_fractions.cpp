// expect: operator % takes two integers, or two values of types that have it, not column "id" of type int and a literal of type double
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>((dbsp::col<"id"> % 2.5)(row));
#endif
}
