#include "pg/boundary/test_parameter.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <utils/guc.h>
}

namespace pgt::pg {

std::string test_parameter(const char* name) {
    const char* const value = call([=] { return GetConfigOption(name, true, false); });
    return value == nullptr ? "" : value;
}

} // namespace pgt::pg
