/// Row by row: the change of the query, applied by the key of its rows, or to a bag.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/single_source_delta.hpp>
#include <pgt/lower/facts/unique_key.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/store/apply/rows.hpp>
#include <pgt/lower/store/strategy/strategy.hpp>

namespace pgt::lower {

class row_strategy final : public strategy {
  public:
    row_strategy(lowered_query& q, const sql::qname& target);

    [[nodiscard]] sql::text delta(const source_set& changed, bool net) override;
    [[nodiscard]] std::optional<sql::text> touched_rows(const source_set& changed) override;
    [[nodiscard]] bool gains_from_net() const override { return store_.keyed || appends_; }
    [[nodiscard]] circuit changing() const override { return q_.query.root; }
};

} // namespace pgt::lower
