/// Row by row: the change of the query, applied by the key of its rows, or to a bag.
#pragma once

#include <pgt/lower/apply/rows.hpp>
#include <pgt/lower/one_change.hpp>
#include <pgt/lower/strategy/strategy.hpp>
#include <pgt/lower/unique_key.hpp>

namespace pgt::lower {

class row_strategy final : public strategy {
  public:
    row_strategy(lowered_query& q, const sql::qname& target) : strategy(q, target) {
        if (auto const unique = unique_key(q.query, q.types, q.query.root)) {
            store_.keyed = true;
            store_.key.assign(unique->begin(), unique->end());
        } else {
            find_by_all_columns();
        }
        store(q.query.root);
    }

    [[nodiscard]] sql::text delta(const source_set& changed, bool net) override {
        auto const change = q_.changes(changing(), changed);
        relational r(q_.query, q_.types);
        r.share({change});
        auto const rows = r.lower(change);
        if (!store_.keyed) { return apply::bag(r, rows, store_); }
        using enum apply::rows_of_change;
        bool const once = net && passes_one_change(change);
        return apply::keyed(r, rows, store_, once ? once_for_a_key : as_they_come);
    }
    [[nodiscard]] bool gains_from_net() const override { return store_.keyed; }
    [[nodiscard]] circuit changing() const override { return q_.query.root; }
};

} // namespace pgt::lower
