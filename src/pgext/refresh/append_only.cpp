#include "refresh/append_only.hpp"

#include "catalog/append_only.hpp"
#include "catalog/store.hpp"
#include "pg/access/snapshot.hpp"

#include <algorithm>

namespace pgt::ext {

void check_only_added(const prepared_table& prepared, const pending_changes& pending) {
    if (!prepared.appends()) { return; }
    const bool some_went = std::ranges::any_of(
        pending.batch.by_source, [](const auto& delta) { return delta && delta->deleted() > 0; });
    if (some_went || pending.truncated) { throw rows_went{}; }
}

stream_table no_longer_append_only(const stream_table& table) {
    revert_append_only(table);
    pg::count_command();
    return find_stream_table(table.relation).value();
}

} // namespace pgt::ext
