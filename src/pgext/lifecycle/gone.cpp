#include "lifecycle/gone.hpp"

#include "catalog/refresh_groups.hpp"
#include "catalog/store.hpp"
#include "lifecycle/sources.hpp"
#include "pg/access/identity.hpp"

#include <algorithm>

namespace pgt::ext {

std::vector<stream_table> all_gone() {
    std::vector<stream_table> all = all_stream_tables();
    std::erase_if(all,
                  [](const stream_table& one) { return pg::name_of_relation(one.relation).has_value(); });
    return all;
}

std::optional<stream_table> find_gone(const std::string& written) {
    if (!pg::may_act_as(pg::extension_owner()) || pg::find_relation(written)) { return std::nullopt; }
    for (stream_table& one : all_gone()) {
        if (one.name.for_people() == written || one.name.name == written) { return std::move(one); }
    }
    return std::nullopt;
}

void forget_gone(const stream_table& table) {
    release_sources(table);
    (void)leave_refresh_group(table.id);
    forget_stream_table(table.relation);
}

} // namespace pgt::ext
