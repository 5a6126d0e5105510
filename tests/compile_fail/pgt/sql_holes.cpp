// A pattern has as many holes as there are arguments.
// expect: holes_and_arguments_differ_in_number
#include <pgt/sql/text.hpp>

#include <string>

using namespace pgt;

#ifdef POSITIVE_CONTROL
auto const query = sql::build("SELECT {}, {}", 1, 2);
#else
auto const query = sql::build("SELECT {}, {}", 1);
#endif
