#include "definition/temporary.hpp"

#include "pg/access/object.hpp"
#include "pg/ddl/dependents.hpp"

#include <pgt/error.hpp>

#include <format>
#include <string>
#include <string_view>

namespace pgt::ext {
namespace {

/// Each session has a temporary schema of its own, with a number in its name that says nothing to users.
std::string without_number(std::string description) {
    constexpr std::string_view numbered = "pg_temp_";
    const auto at = description.find(numbered);
    if (at == std::string::npos) { return description; }
    const auto end = description.find_first_not_of("0123456789", at + numbered.size());
    return description.replace(at, end - at, "pg_temp");
}

} // namespace

void refuse_temporary_parts(pg::oid view) {
    for (const pg::object& used : pg::used_by_view(view)) {
        if (!pg::is_temporary(used)) { continue; }
        throw user_error(
            sqlstate::feature_not_supported,
            std::format("stream tables cannot use temporary {}", without_number(pg::description_of(used))))
            .detail("It is dropped at the end of its session.")
            .hint("Make it in another schema.");
    }
}

} // namespace pgt::ext
