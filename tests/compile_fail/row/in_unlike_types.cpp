// expect: operator IN takes values that = compares with the first, not column "id" of type int and a literal of type int and a literal of type std::string
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::in(dbsp::col<"id">, 1, "2")(row));
#endif
}
