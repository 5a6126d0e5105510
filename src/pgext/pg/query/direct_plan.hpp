/// `direct_plan`: what of a planned MERGE can be run without the parts of the executor that open, lock and join tables.
#pragma once

#include "pg/query/kept_plan.hpp"

struct List;
struct Node;
struct PlannedStmt;
struct Query;

namespace pgt::pg {

/// The parts of a MERGE whose rows are found one by one, by their row id in one index. In memory of the server's: a copy, which the plan does not
/// have to outlive. Columns of a row of `changes` are Vars of the outer plan, those of the row that is found are Vars of the scan.
struct direct_plan {
    const char* refusal = nullptr; ///< why it needs the executor; then there is nothing else
    kept_plan changes;             ///< what gives the rows to be merged
    int lookups = 0;               ///< in how many places it reads tables
    unsigned int table = 0;        ///< that is changed
    unsigned int place = 0;        ///< its number in the range table
    int column = 0;                ///< of the table: the row id, by which rows are found
    Node* row_id = nullptr;        ///< what that is compared with
    List* conditions = nullptr;    ///< of a match
    List* actions = nullptr;       ///< MergeActions
    bool follows_query =
        false; ///< it changes with the analysed query alone: planning has added nothing that it depends on
};

/// What a plan was made of beside its query.
struct query_dependencies {
    const List* relations; ///< oids
    const List* items;     ///< PlanInvalItems
};

/// Whether the query reads no table but the one that it changes. Only inside `call`.
[[nodiscard]] bool reads_changes_only(const Query* query);
/// Locks the relations of an analysed query as its analysis did. Only inside `call`.
void lock_relations_of(const Query* query);

/// Plans a statement for looking rows up one by one, and takes that plan apart; or else the plan that the executor would run, where it is much cheaper; null: there is none,
/// as for what `reads_changes_only`. Only inside `call`, with all locks that the statement needs.
[[nodiscard]] direct_plan direct_plan_of(const Query* statement, const char* text,
                                         const query_dependencies& known, const PlannedStmt* by_executor);

/// In the current memory.
[[nodiscard]] direct_plan copy_of(const direct_plan& plan);

} // namespace pgt::pg
