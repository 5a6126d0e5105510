// expect: record: the field name "id" appears more than once among "id", "name", "id"
#include <dbsp/row/row.hpp>

int main() {
#ifndef POSITIVE_CONTROL
    dbsp::record<dbsp::field<"id", int>, dbsp::field<"name", int>, dbsp::field<"id", long>> row;
    static_cast<void>(row);
#endif
}
