/// `plan`: all SQL that keeps one stream table equal to its query. `make_plan.hpp` makes it.
#pragma once

#include <pgt/lower/drawn_circuit.hpp>
#include <pgt/lower/hidden_column.hpp>
#include <pgt/lower/source_set.hpp>
#include <pgt/sql/text.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pgt::lower {

/// What the statements below have in common: a stream table `target`, stored as `__pgt_row_id bigint`, the columns of the query,
/// the hidden columns.  Every statement but `initial` is a MERGE, or returns one row of three bigints: rows inserted, updated, deleted.
///
/// Deltas are read from named tuplestores `__pgt_delta_<i>`, i the index of the source, with the columns `a<number>` for each used
/// column of the source (its attribute number) and `__pgt_weight integer`, in any order.  The statements for changes of a plan that
/// was made to return changes give rows of this form, for the columns of the query in their order and `__pgt_weight` last: what has
/// been inserted (1) and what has been deleted (-1), perhaps the same rows.
struct plan {
    std::vector<hidden_column> hidden;
    /// Columns to index, each list one index, none of them unique; the first one serves the upkeep.
    std::vector<std::vector<std::string>> indexes;
    /// `SELECT` of all stored columns in their order: the contents.
    std::function<sql::text()> initial;
    /// Makes the table equal to the query by changing only the rows that differ; readers are not blocked.
    std::function<sql::text()> full;
    /// Makes the statement that `delta` gives; empty for a query that can only be recomputed.
    std::function<sql::text(const source_set& changed, bool net)> make_delta;
    /// Whether statements are better for changes that are known to be net.
    bool gains_from_net = false;
    /// Whether rows are found by a key, whatever else they show.
    bool is_keyed = false;
    /// The circuit of the query with the cost of each operator; empty for a query that can only be recomputed.
    std::function<drawn_circuit()> draw;
    /// The circuit of its changes when the sources in `changed` change.
    std::function<drawn_circuit(const source_set& changed)> draw_delta;

    /// The statement that applies the changes of the sources in `changed`, at least one.  `net` says that in the delta of each
    /// source rows that look alike have been added up: what comes is there afterwards, what goes was there before.
    [[nodiscard]] sql::text delta(const source_set& changed, bool net = true) const {
        return make_delta(changed, net);
    }
};

} // namespace pgt::lower
