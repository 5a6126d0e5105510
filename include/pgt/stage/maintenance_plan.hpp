/// `maintenance_plan`: the stored relations that keep a stream table equal to its query, and the statements that maintain them.
///
/// A stage is a query with a plan of its own.  All stages but the last store a *state*, the rows of a node of the circuit; later
/// stages read it as a source, whose changes are what the statement of its stage has changed.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/plan.hpp>
#include <pgt/stage/cut.hpp>

#include <cstddef>
#include <functional>
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
};

/// The stages in the order in which they are refreshed; the last one is the stream table.
struct maintenance_plan {
    std::size_t sources =
        0; ///< how many relations the query reads; as sources of stages, the states follow them
    std::vector<stage> stages;

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
};

/// Says where a query is cut, whose joins have keys that mean grouping (`lower::join_keys`): `choose_cuts`, or `no_cuts`.
using cut_choice = std::function<std::vector<cut>(const bind::query& query, const bind::catalog& types)>;
[[nodiscard]] std::vector<cut> no_cuts(const bind::query& query, const bind::catalog& types);

/// The plan of a bound query, cut where `choose` says and where it has to be (`required_cuts`).  Errors: those of `lower::make_plan`.
[[nodiscard]] maintenance_plan make_maintenance_plan(bind::query query, const bind::catalog& types,
                                                     const relation_names& names, const cut_choice& choose);

/// The plan of a query that can only be recomputed.
[[nodiscard]] maintenance_plan make_full_maintenance_plan(lower::plan how, relation_name table);

} // namespace pgt::stage
