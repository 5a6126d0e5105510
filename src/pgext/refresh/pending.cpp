#include "refresh/pending.hpp"

#include "catalog/store.hpp"

namespace pgt::ext {
pending_changes collect_changes(const prepared_table& table, const frontier& after,
                                const pg::snapshot& under) {
    pending_changes all;
    for (const prepared_source& source : table.sources()) {
        changes read = read_changes(
            source.relation, after, under,
            {.columns = source.columns, .name = source.delta, .wants_net = table.gains_from_net()});
        all.changed.push_back(read.content.count > 0);
        all.count += static_cast<std::int64_t>(read.content.count);
        all.net = all.net && (read.content.count == 0 || read.content.net);
        all.truncated = all.truncated || read.content.truncated;
        all.by_source.push_back(std::move(read));
    }
    return all;
}

void dispose_changes(const pending_changes& taken_in) {
    for (const changes& read : taken_in.by_source) {
        dispose(read, [source = read.source] { return low_frontier_over(source); });
    }
}

} // namespace pgt::ext
