// expect: operator COALESCE takes values of one type, not column "id" of type int and a literal of type std::string
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::coalesce(dbsp::col<"id">, "none")(row));
#endif
}
