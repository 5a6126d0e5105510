/// Row by row: the change of the query, applied by the key of its rows, or to a bag.
#pragma once

#include <pgt/lower/apply/rows.hpp>
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

    [[nodiscard]] sql::text delta(const source_set& changed) override {
        auto const change = q_.changes(changing(), changed);
        relational r(q_.query, q_.types);
        r.share({change});
        auto const rows = r.lower(change);
        return store_.keyed ? apply::keyed(r, rows, store_) : apply::bag(r, rows, store_);
    }
    [[nodiscard]] circuit changing() const override { return q_.query.root; }
};

} // namespace pgt::lower
