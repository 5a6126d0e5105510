// expect: operator AND takes truth values, not column "id" of type int and an expression of type bool
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>((dbsp::col<"id"> && dbsp::col<"region"> == "north")(row));
#endif
}
