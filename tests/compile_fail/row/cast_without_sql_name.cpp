// expect: cast: unsigned int has no SQL name; specialise dbsp::sql_type_name for it
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::print(dbsp::cast<unsigned>(dbsp::col<"id">)));
#endif
}
