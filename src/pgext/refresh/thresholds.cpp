#include "refresh/thresholds.hpp"

#ifdef PGT_CRASH_POINTS
#include "pg/boundary/test_parameter.hpp"

#include <string>
#endif

namespace pgt::ext::thresholds {
namespace {

constexpr std::int64_t many = 2000;

} // namespace

#ifdef PGT_CRASH_POINTS

std::int64_t many_changes() {
    const std::string wanted = pg::test_parameter("pgt_test.many_changes");
    return wanted.empty() ? many : std::stoll(wanted);
}

#else

std::int64_t many_changes() { return many; }

#endif

} // namespace pgt::ext::thresholds
