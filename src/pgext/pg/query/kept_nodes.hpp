/// `kept_nodes`: the nodes of a plan, begun once and run again and again on other deltas. For the sources that run plans by themselves.
#pragma once

#include "pg/boundary/guard.hpp"
#include "pg/query/change_statement.hpp"
#include "pg/query/kept_plan.hpp"

#include <span>

extern "C" {
#include <nodes/execnodes.h>
}

namespace pgt::pg {

/// Plain data of the server's memory; errors may jump over all that follows. Only inside `call`, in the memory of the nodes. What the nodes hold of a run, such as rows,
/// files, tables and what belongs to the transaction, is given back at the end of the run.
struct kept_nodes {
    PlanState* top;
    List* all;    ///< nodes, each before its inputs
    List* scans;  ///< of deltas
    List* tables; ///< scans of tables, which are open during a run only

    /// Makes the nodes, in an execution without relations; tables are open then, as `open` leaves them. The columns of the deltas are copied.
    void begin(const kept_plan& plan, EState* state, std::span<const offered_delta> deltas);
    /// Opens the tables, which are those of the runs before: with others there would be another plan.
    void open() const;
    /// Has the scans read the deltas of this run.
    void read_from(std::span<const offered_delta> deltas) const;
    /// After a run: the nodes can begin again after `open`.
    void close() const;
};

} // namespace pgt::pg
