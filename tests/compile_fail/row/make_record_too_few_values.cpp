// expect: make_record takes one value for each name
#include <dbsp/row/row.hpp>

int main() {
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::make_record<"id", "name">(1));
#endif
}
