/// `plan`: all SQL that keeps one stream table equal to its query. `make_plan.hpp` makes it.
#pragma once

#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/hidden_column.hpp>
#include <pgt/sql/text.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

/// A circuit for people, as an indented tree and as a Mermaid flow chart.
struct circuit_drawing {
    std::string text;
    std::string mermaid;
};

struct stored_rows;

/// What the statements below have in common: a stream table `target`, with the columns of the query, `__pgt_row_id bigint` and the
/// hidden columns.  Every statement but `initial` is a MERGE, or returns one row of three bigints: rows inserted, updated, deleted.
///
/// Deltas are read from named tuplestores `__pgt_delta_<i>`, i the index of the source, with the columns `a<number>` for each used
/// column of the source (its attribute number) and the weight `__pgt_weight`, in any order (protocol.hpp).  The statements for changes
/// of a plan that was made to return changes give rows of this form, for the columns of the query in their order and the weight
/// last: what has been inserted (1) and what has been deleted (-1), perhaps the same rows.
struct plan {
    std::vector<hidden_column> hidden;
    /// Columns to index, each list one index, none of them unique; the first one serves the upkeep.
    std::vector<std::vector<std::string>> indexes;
    /// `SELECT` of the contents: the row id, the columns of the query, the hidden columns.
    std::function<sql::text()> initial;
    /// Makes the table equal to the query by changing only the rows that differ; readers are not blocked.
    std::function<sql::text()> full;
    /// Makes the statement that `delta` gives; empty for a query that can only be recomputed.
    std::function<sql::text(const source_set& changed, bool net)> make_delta;
    /// Whether `adding` gives statements.
    bool adds = false;
    /// Makes the statement that `adding` gives; empty where `adds` is false.
    std::function<sql::text(const source_set& changed)> make_adding = {};
    /// Whether statements are better for changes that are known to be net.
    bool gains_from_net = false;
    /// Whether statements for changes mostly update rows that are stored, as those of groups, so that pages should have room for their new versions.
    bool updates_in_place = false;
    /// Whether rows are found by a key, whatever else they show.
    bool is_keyed = false;
    /// The columns of the query by which rows are found, by their names, if no two rows share them and none of them is ever NULL.
    std::vector<std::string> key = {};
    /// What the stored rows have to satisfy beyond being those of the query; rows stored without that are computed again.
    std::string arrangement = {};
    /// The statement that gives the classes (protocol.hpp) of the row ids which `delta` writes when the sources in `changed` have, perhaps repeated;
    /// nothing where `delta` reads anything but the changes and rows of the table with such ids.  Empty as `make_delta`.
    std::function<std::optional<sql::text>(const source_set& changed)> touched;
    /// The circuit of the query with the cost of each operator; empty for a query that can only be recomputed.
    std::function<circuit_drawing()> draw;
    /// The circuit of its changes when the sources in `changed` change.
    std::function<circuit_drawing(const source_set& changed)> draw_delta;
    /// What is stored; empty for a query that can only be recomputed.
    std::function<stored_rows()> stored;
    /// What `initial` gives, where `rows` is a query for all stored columns but the row id, in their order.
    std::function<sql::text(const sql::text& rows)> contents_of;

    /// The statement that applies the changes of the sources in `changed`, at least one.  `net` says that in the delta of each
    /// source identical rows have been added up: inserted rows exist afterwards, deleted rows existed before.
    [[nodiscard]] sql::text delta(const source_set& changed, bool net = true) const {
        return make_delta(changed, net);
    }

    /// What `delta` gives, without the part that recomputes groups: it adds the changes to the stored groups, and calls
    /// `pgtrickle.not_additive` for a group to which they cannot be added. About half the cost for few changes.
    [[nodiscard]] sql::text adding(const source_set& changed) const { return make_adding(changed); }
};

} // namespace pgt::lower
