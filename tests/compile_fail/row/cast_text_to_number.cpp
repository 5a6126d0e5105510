// expect: operator CAST takes a number or truth value for a number, an integer for text, not column "region" of type std::string
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::cast<int>(dbsp::col<"region">)(row));
#endif
}
