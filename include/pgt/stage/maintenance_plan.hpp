/// `maintenance_plan`: the stored relations that keep a stream table equal to its query, and the statements that maintain them.
///
/// A stage is a query with a plan of its own.  All stages but the last store a *state*, the rows of a node of the circuit; later
/// stages read it as a source, whose changes are what the statement of its stage has changed.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/plan.hpp>
#include <pgt/lower/store/stored_as.hpp>
#include <pgt/stage/cut.hpp>
#include <pgt/stage/failing_rows.hpp>
#include <pgt/stage/quarantine.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pgt::stage {

/// A relation's schema and its name in it.
struct relation_name {
    std::string schema;
    std::string name;

    [[nodiscard]] sql::qname sql() const { return {schema, name}; }
};

/// A stored relation and how it is kept equal to its query.
struct stage {
    relation_name table;
    std::vector<bind::column_info>
        columns;             ///< of a state, without hidden ones; those of the stream table are its author's
    std::string reason;      ///< why it is a stage of its own; empty for the stream table
    lower::source_set reads; ///< which sources and states its query reads
    lower::plan how;         ///< of a state, statements for changes return what they have changed
    std::optional<failing_rows> failing = {}; ///< of a state of rows that the query leaves out
};

/// A relation of which a query shows the rows for which a condition on the clock holds.
struct clocked_input {
    std::size_t base = 0;  ///< the relation, among the sources and states
    std::string condition; ///< for people
    /// Columns of the relation by which rows are found whose moment has come, by their names: an index on each should exist.
    std::vector<std::string> indexed;
    /// Values of rows that are compared with the clock and are no columns of the relation, so that rows are not found by an index.
    std::vector<std::string> unindexed;
    /// Gives the rows that came and went between the moment before and that of the refresh, in the form of a delta.  `changed`: the
    /// relation has changed, too, and its delta can be read.
    std::function<sql::text(bool changed)> changes;
    /// Gives the moment, at most a day later, at which the next row may come or go, in microseconds since 2000, as the first of three
    /// whole numbers.
    std::function<sql::text()> due;
};

/// The stages in the order in which they are refreshed; the last one is the stream table.
struct maintenance_plan {
    std::size_t sources =
        0; ///< how many relations the query reads; as sources of stages, the states and the clocked inputs follow them
    std::vector<stage> stages;
    std::vector<clocked_input> clocked = {}; ///< what the query shows of sources and states as time passes

    [[nodiscard]] const lower::plan& table() const { return stages.back().how; }
    [[nodiscard]] std::size_t states() const { return stages.size() - 1; }
    /// Whether there is one source, whose changes are applied without reading anything but them and the rows that they touch
    /// (`lower::plan::touched`).
    [[nodiscard]] bool locks_rows() const;
    /// Which sources of stage `i` have changed, where these sources and states have.
    [[nodiscard]] lower::source_set changed_for(std::size_t i, const lower::source_set& changed) const;
};

/// What the relations of a plan are called.
struct relation_names {
    relation_name table;
    std::function<relation_name(std::size_t number)> state; ///< numbers count from 1
    lower::stored_as stored = {};                           ///< the table
};

/// Says where a query is cut, whose joins have keys that mean grouping (`lower::join_keys`): `choose_cuts`, or `no_cuts`.
using cut_choice = std::function<std::vector<cut>(const bind::query& query, const bind::catalog& types)>;
[[nodiscard]] std::vector<cut> no_cuts(const bind::query& query, const bind::catalog& types);

/// The plan of a bound query, cut where `choose` says and where it has to be (`required_cuts`).  Rows that it leaves out (`quarantined`) are
/// the last states.  Errors: those of `lower::make_plan`, and of `quarantined`.
[[nodiscard]] maintenance_plan make_maintenance_plan(bind::query query, const bind::catalog& types,
                                                     const relation_names& names, const cut_choice& choose,
                                                     row_errors errors = row_errors::stop);

/// The plan of a query that can only be recomputed.
[[nodiscard]] maintenance_plan make_full_maintenance_plan(lower::plan how, relation_name table);

} // namespace pgt::stage
