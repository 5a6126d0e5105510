/// Group by group: from states that are stored where all aggregates have one, else the touched groups computed anew.
#pragma once

#include <pgt/lower/apply/tracked_groups.hpp>
#include <pgt/lower/naming.hpp>
#include <pgt/lower/shape.hpp>
#include <pgt/lower/strategy/strategy.hpp>
#include <pgt/lower/tracked.hpp>

namespace pgt::lower {

class group_strategy final : public strategy {
  public:
    group_strategy(lowered_query& q, const sql::qname& target, grouped_query top)
        : strategy(q, target), top_(std::move(top)), states_(tracked::of(top_, q.types)) {
        if (states_) { top_.calls = states_->calls(); }
        store_.keyed = true;
        store_key();
        if (states_) { store_states(); }
        where_.columns = top_.columns;
        store(circuit_of(top_, top_.in));
    }

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override {
        auto const change = q_.changes(top_.in, changed);
        if (!states_) { return replace_touched(change); }
        return states_->may_rescan() ? add_or_replace(change) : add(change);
    }
    [[nodiscard]] circuit changing() const override { return top_.in; }
    [[nodiscard]] bool holds_state() const override { return states_.has_value(); }

  private:
    void store_key() {
        for (std::size_t k = 0; k < top_.group.columns().size(); ++k) {
            store_.key.push_back(stored_at(top_.columns, k, "__pgt_key_" + std::to_string(k + 1),
                                           "a column of GROUP BY that the query does not show"));
        }
    }
    void store_states() {
        auto const keys = top_.group.columns().size();
        auto const names = names_of_columns(q_.query, q_.types, top_.in);
        for (std::size_t i = 0; i < top_.calls.size(); ++i) {
            const auto& call = top_.calls[i];
            where_.calls.push_back(
                tracked::is_stored(call)
                    ? stored_at(top_.columns, keys + i, "__pgt_state_" + std::to_string(i + 1),
                                "follows " + call_text(call, names).str() + " of the group")
                    : apply::tracked_columns::npos);
        }
    }

    sql::text replace_touched(const circuit& change) {
        auto const touched = dbsp::restrict(top_.in, change, top_.group);
        auto const now = lowered_query::pushed(circuit_of(top_, touched));
        relational r(q_.query, q_.types);
        r.share({now, change});
        auto const in = r.named(change);
        auto const groups = r.unweighted(now);
        return apply::groups(r, in, detail::key_texts(top_.group, in), groups, store_);
    }

    /// The change as a subquery, so that GROUP BY meets columns, not constants.
    static block rows_of(relational& r, const circuit& change) {
        r.share({change});
        return r.closed(r.lower(change));
    }
    sql::text add(const circuit& change) {
        relational r(q_.query, q_.types);
        auto const in = rows_of(r, change);
        return apply::add_to_groups(r, in, detail::key_texts(top_.group, in), *states_, where_, store_);
    }
    sql::text add_or_replace(const circuit& change) {
        relational r(q_.query, q_.types);
        auto const in = rows_of(r, change);
        auto const types = q_.types.of_expressions(top_.group.columns(), q_.types.of(top_.in));
        apply::mark_groups(r, in, detail::key_texts(top_.group, in), types, *states_, where_, store_);
        key const all(detail::columns_from(types.size()), true);
        auto const touched =
            dbsp::restrict(top_.in, dbsp::source<circuit>(apply::anew_leaf), top_.group, all);
        auto const now = r.unweighted(lowered_query::pushed(circuit_of(top_, touched)));
        return apply::add_or_replace_groups(r, now, *states_, where_, store_);
    }

    grouped_query top_;
    std::optional<tracked> states_;
    apply::tracked_columns where_;
};

} // namespace pgt::lower
