/// Limits how far the changes of a statement or transaction lead in a recursion that it maintains.
#include "immediate/apply_changes.hpp"
#include "pg/value/call_count.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <cstdint>
#include <format>
#include <string_view>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// Not one of the errors after which the table is recomputed instead: that might not end.
constexpr std::string_view configuration_limit_exceeded = "53400";

/// The last step of a recursion gives no row, so that one more is taken than the depth of what is found.
constexpr std::uint64_t steps_without_rows = 1;

[[noreturn]] void refuse_step(int most) {
    throw user_error(configuration_limit_exceeded,
                     std::format("the recursion takes more than {} steps", most))
        .detail("The upkeep of a stream table in mode IMMEDIATE or ON COMMIT takes no more than "
                "pg_trickle.ivm_recursive_max_depth.")
        .hint("Increase the setting, or use refresh mode DIFFERENTIAL.");
}

/// Called once by each step.
pg::nullable_datum take_step(const pg::function_call& call) {
    const std::uint64_t step = pg::count_call(call);
    const int most = is_applying_changes() ? settings::ivm_recursive_max_depth() : 0;
    if (most > 0 && step > static_cast<std::uint64_t>(most) + steps_without_rows) { refuse_step(most); }
    return pg::nullable_value<bool>::to(true);
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_recursion_step, take_step);
