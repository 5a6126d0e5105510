// A pattern has no quotes, so that no hole stands inside a constant.
// expect: quote_in_pattern
#include <pgt/sql/text.hpp>

#include <string>

using namespace pgt;

#ifdef POSITIVE_CONTROL
auto const query = sql::build("SELECT {}", 1);
#else
auto const query = sql::build("SELECT '{}'", 1);
#endif
