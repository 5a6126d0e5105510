// A string is no SQL.
// expect: printable
#include <pgt/sql/text.hpp>

#include <string>

using namespace pgt;

#ifdef POSITIVE_CONTROL
auto const query = sql::build("SELECT {}", sql::literal{"1"});
#else
auto const query = sql::build("SELECT {}", std::string("1"));
#endif
