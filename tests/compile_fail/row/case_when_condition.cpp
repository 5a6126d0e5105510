// expect: operator CASE takes truth values as conditions and values of one type as results, not column "id" of type int and a literal of type int and a literal of type int
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::case_when(dbsp::col<"id">, 1, 2)(row));
#endif
}
