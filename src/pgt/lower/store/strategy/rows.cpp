#include <pgt/lower/store/strategy/rows.hpp>

#include <pgt/lower/facts/reads_only_changes.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/row_classes.hpp>

namespace pgt::lower {

row_strategy::row_strategy(lowered_query& q, const sql::qname& target) : strategy(q, target) {
    if (auto const unique = unique_key(q.query, q.types, q.query.root)) {
        store_.keyed = true;
        store_.key.assign(unique->begin(), unique->end());
    } else {
        find_by_all_columns();
    }
    store(q.query.root);
}

sql::text row_strategy::delta(const source_set& changed, bool net) {
    auto const change = q_.changes(changing(), changed);
    relational r(q_.query, q_.types);
    r.share({change});
    auto const rows = r.lower(change);
    using enum apply::rows_of_change;
    bool const once = net && is_single_source_delta(change);
    if (appends_) { return apply::append(r, rows, store_, once ? once_for_a_key : as_they_come); }
    if (!store_.keyed) { return apply::bag(r, rows, store_); }
    return apply::keyed(r, rows, store_, once ? once_for_a_key : as_they_come);
}

std::optional<sql::text> row_strategy::touched_rows(const source_set& changed) {
    auto const change = q_.changes(changing(), changed);
    if (!reads_only_changes(q_.query, change)) { return std::nullopt; }
    relational r(q_.query, q_.types);
    auto const rows = r.closed(r.lower(change));
    return apply::row_classes(r, rows, store_.key_of(rows.texts()), store_);
}

} // namespace pgt::lower
