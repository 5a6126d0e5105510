#include "refresh/pending_changes.hpp"

#include "catalog/store.hpp"
#include "refresh/thresholds.hpp"

#include <utility>

namespace pgt::ext {
namespace {

void add(delta_batch& batch, pg::buffer_content& read) {
    const bool has_changed = read.count > 0;
    batch.by_source.push_back(has_changed ? std::move(read.rows) : std::nullopt);
    batch.count += static_cast<std::int64_t>(read.count);
    batch.net = batch.net && (!has_changed || read.net);
}

} // namespace

void pending_changes::count_read() {
    batch.count = 0;
    for (changes& one : read) {
        one.content.count_read();
        batch.count += static_cast<std::int64_t>(one.content.count);
    }
}

pending_changes read_pending(const prepared_table& prepared, const frontier& after, const pg::snapshot& under,
                             many_pending where) {
    pending_changes all;
    const bool wants_net = prepared.gains_from_net();
    const bool copies = where == many_pending::copied;
    for (const prepared_source& source : prepared.sources()) {
        changes read = read_changes(
            source.relation, after, under,
            {.columns = source.columns,
             .name = source.delta,
             .wants_net = wants_net,
             .uncopied_from = copies ? 0 : static_cast<std::size_t>(thresholds::many_changes())});
        add(all.batch, read.content);
        all.truncated = all.truncated || read.content.truncated;
        all.read.push_back(std::move(read));
    }
    return all;
}

void dispose_consumed(const pending_changes& applied, const frontier& until) {
    for (const changes& read : applied.read) {
        dispose(read, until, [source = read.source] { return low_frontier_over(source); });
    }
}

} // namespace pgt::ext
