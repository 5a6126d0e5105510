#include "lifecycle/replace.hpp"

#include "catalog/store.hpp"
#include "lifecycle/alter.hpp"
#include "lifecycle/create.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/report.hpp"

#include <format>
#include <optional>

namespace pgt::ext {

void create_or_replace_stream_table(const creation& wanted) {
    const std::string name = pg::name_for_creation(wanted.name).sql().sql();
    const std::optional<pg::oid> taken = pg::find_relation(name);
    if (!taken || !find_stream_table(*taken)) { return create_stream_table(wanted); }
    const bool has_changed = alter_stream_table({.name = name, .options = with_defaults(wanted.options)});
    if (has_changed) { return; }
    pg::report(pg::severity::info,
               std::format("stream table \"{}\" has this definition already, skipping", wanted.name));
}

} // namespace pgt::ext
