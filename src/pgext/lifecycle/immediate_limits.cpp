#include "lifecycle/immediate_limits.hpp"

#include "pg/query/limited.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <format>
#include <string>

namespace pgt::ext {
namespace {

std::string what_is_allowed(int most) {
    return most == 0 ? "The setting pg_trickle.ivm_topk_max_limit forbids LIMIT in this mode."
                     : std::format("The setting pg_trickle.ivm_topk_max_limit allows {} rows.", most);
}

} // namespace

void check_immediate_limits(const pg::analysed_query& query, refresh_mode mode) {
    if (!is_in_transaction(mode)) { return; }
    const auto limit = pg::limit_of(query);
    const int most = settings::ivm_topk_max_limit();
    if (!limit || (most > 0 && *limit <= most)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("LIMIT {} is not supported in refresh mode {}", *limit, name_of(mode)))
        .detail(what_is_allowed(most))
        .hint("Increase the setting, or use refresh mode DIFFERENTIAL.");
}

} // namespace pgt::ext
