#include <pgt/lower/store/strategy/bag_recursion.hpp>

#include <pgt/lower/facts/recursion_key.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/sql/projection.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pgt::lower {

bag_recursion::bag_recursion(lowered_query& q, const sql::qname& target, recursive_query top)
    : recursion_strategy(q, target, std::move(top)) {
    q.types.bind_leaf({iterate_change}, rows_);
    auto const key = recursion_key(q.query, q.types, top_);
    if (!key) {
        find_by_all_columns();
        return;
    }
    store_.keyed = true;
    for (std::size_t const i : *key) { store_.key.push_back(iterate_[i]); }
    std::ranges::sort(store_.key);
}

sql::text bag_recursion::delta(const source_set& changed, bool /*net*/) {
    relational r(q_.query, q_.types);
    auto const change = change_by(r, changed);
    return store_.keyed ? apply::keyed(r, change, store_, apply::rows_of_change::as_they_come)
                        : apply::bag(r, change, store_);
}

std::optional<sql::text> bag_recursion::adding(const source_set& changed) {
    if (!adds()) { return std::nullopt; }
    relational r(q_.query, q_.types);
    auto const change = change_by(r, changed);
    return apply::keyed(r, change, store_, apply::rows_of_change::once_or_error);
}

block bag_recursion::change_by(relational& r, const source_set& changed) {
    r.bind_leaf({iterate_before}, stored_rows(), rows_);
    r.bind_leaf({iterate_change}, sql::build("x"), rows_, true);
    auto const seed = q_.changes(changing(), changed);
    r.share({seed});
    auto const seeds = select(cast(r.lower(seed)), true);
    auto step = cast(r.lower(top_.step(iterate_change)));
    step.where.push_back(step_check());
    auto const steps = select(step, true);
    auto const t = r.alias();
    auto const all = reading(
        sql::build("(WITH RECURSIVE x ({}, w) AS ({} UNION ALL {}) SELECT * FROM x WHERE {}) AS {}",
                   sql::join(detail::plain_columns(rows_.size()), ", "), seeds, steps, row_check(), t),
        t, detail::all_of(rows_.size()), true);
    return project(r, all, top_.columns);
}

/// Evaluated for each row of the change, as they are found: rows that are deleted may lead into a cycle that the query itself does not reach.
sql::text bag_recursion::row_check() const {
    return sql::build("pgtrickle.recursion_row(CAST({} AS pg_catalog.regclass))",
                      sql::literal{store_.table().str()});
}

} // namespace pgt::lower
