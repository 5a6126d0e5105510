#include "lifecycle/describe.hpp"

#include "lifecycle/sources.hpp"

namespace pgt::ext {

description describe(const pg::analysed_query& query, const recipe& how) {
    description about{.original_query = query.text,
                      .defining_query = query.canonical,
                      .downgrade_reason = how.downgrade_reason,
                      .has_keyless_source = has_keyless_source(how),
                      .functions_used = {}};
    for (const auto& function : query.functions) { about.functions_used.push_back(function.name); }
    return about;
}

} // namespace pgt::ext
