// expect: operator - takes a number, or a value of a type that has it, not column "region" of type std::string
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>((-dbsp::col<"region">)(row));
#endif
}
