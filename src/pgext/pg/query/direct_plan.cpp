#include "pg/query/direct_plan.hpp"

#include "pg/query/changes_plan.hpp"

#include <pgt/lower/protocol.hpp>

#include <array>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/table.h>
#include <catalog/pg_class.h>
#include <catalog/pg_operator.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/plannodes.h>
#include <optimizer/cost.h>
#include <parser/parsetree.h>
#include <storage/lmgr.h>
#include <storage/lockdefs.h>
#include <tcop/tcopprot.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

constexpr const char* reads_more =
    "more is read or computed than the changes and rows that are looked up for them";

direct_plan refused(const char* why) {
    direct_plan plan;
    plan.refusal = why;
    return plan;
}

/// What refers to the result of the join, or to its parameters, refers to its two sides.
struct join_sides {
    const NestLoop* loop;
    const IndexScan* inner;
};

Node* column_of(const List* columns, AttrNumber number) {
    return reinterpret_cast<Node*>(list_nth_node(TargetEntry, columns, number - 1)->expr);
}

Node* parameter_of(const NestLoop* loop, int number) {
    const ListCell* cell = nullptr;
    foreach (cell, loop->nestParams) {
        const auto* const one = static_cast<const NestLoopParam*>(lfirst(cell));
        if (one->paramno == number) return reinterpret_cast<Node*>(one->paramval);
    }
    return nullptr;
}

bool is_column_of(const Node* node, int side) {
    return IsA(node, Var) && reinterpret_cast<const Var*>(node)->varno == side;
}

/// Of an expression of the join.
Node* in_join(Node* node, void* sides) {
    if (node == nullptr) return nullptr;
    const auto* const join = static_cast<const join_sides*>(sides);
    if (is_column_of(node, INNER_VAR)) {
        return static_cast<Node*>(copyObjectImpl(
            column_of(join->inner->scan.plan.targetlist, reinterpret_cast<const Var*>(node)->varattno)));
    }
    if (IsA(node, Param)) {
        const auto* const parameter = reinterpret_cast<const Param*>(node);
        Node* const value =
            parameter->paramkind == PARAM_EXEC ? parameter_of(join->loop, parameter->paramid) : nullptr;
        return static_cast<Node*>(copyObjectImpl(value == nullptr ? node : value));
    }
    return expression_tree_mutator(node, in_join, sides);
}

/// Of an expression above it.
Node* above_join(Node* node, void* sides) {
    if (node == nullptr) return nullptr;
    const auto* const join = static_cast<const join_sides*>(sides);
    if (is_column_of(node, INNER_VAR)) {
        const Var* const column = reinterpret_cast<const Var*>(node);
        return in_join(column_of(join->loop->join.plan.targetlist, column->varattno), sides);
    }
    return expression_tree_mutator(node, above_join, sides);
}

List* actions_of(const ModifyTable* merge, join_sides& sides) {
    List* actions = NIL;
    const ListCell* cell = nullptr;
    foreach (cell, linitial_node(List, merge->mergeActionLists)) {
        const auto* const from = static_cast<const MergeAction*>(lfirst(cell));
        auto* const action = static_cast<MergeAction*>(copyObjectImpl(from));
        action->qual = above_join(from->qual, &sides);
        action->targetList =
            reinterpret_cast<List*>(above_join(reinterpret_cast<Node*>(from->targetList), &sides));
        actions = lappend(actions, action);
    }
    return actions;
}

bool are_known(const List* actions) {
    const ListCell* cell = nullptr;
    foreach (cell, actions) {
        const auto* const action = static_cast<const MergeAction*>(lfirst(cell));
        if (action->matchKind == MERGE_WHEN_NOT_MATCHED_BY_SOURCE || action->override != OVERRIDING_NOT_SET ||
            !is_simple(action->qual) || !is_simple(action->targetList)) {
            return false;
        }
    }
    return true;
}

/// Notes the columns of changes that an expression reads; true where it reads a whole row.
bool note_columns(Node* node, void* read) {
    if (node == nullptr) return false;
    if (is_column_of(node, OUTER_VAR)) {
        const Var* const column = reinterpret_cast<const Var*>(node);
        if (column->varattno <= 0) return true;
        auto** const set = static_cast<Bitmapset**>(read);
        *set = bms_add_member(*set, column->varattno);
        return false;
    }
    if (IsA(node, MergeAction)) {
        const auto* const action = reinterpret_cast<const MergeAction*>(node);
        return note_columns(action->qual, read) ||
               note_columns(reinterpret_cast<Node*>(action->targetList), read);
    }
    return expression_tree_walker(node, note_columns, read);
}

/// Whole rows are computed to check rows again that others have changed: which is not done here.
void drop_whole_rows(const Plan* changes, const Bitmapset* read) {
    if (!IsA(changes, SubqueryScan)) return;
    const ListCell* cell = nullptr;
    foreach (cell, changes->targetlist) {
        auto* const column = static_cast<TargetEntry*>(lfirst(cell));
        auto* const value = reinterpret_cast<Node*>(column->expr);
        if (bms_is_member(column->resno, read) || !IsA(value, Var) ||
            reinterpret_cast<Var*>(value)->varattno != 0)
            continue;
        column->expr =
            reinterpret_cast<Expr*>(makeNullConst(exprType(value), exprTypmod(value), exprCollation(value)));
    }
}

bool has_one_target(const ModifyTable* merge) {
    return list_length(merge->resultRelations) == 1 && merge->rootRelation == 0 &&
           merge->returningLists == NIL && merge->withCheckOptionLists == NIL &&
           list_length(merge->mergeActionLists) == 1 && merge->fdwDirectModifyPlans == nullptr &&
           !merge->partColsUpdated;
}

/// The side of an equation of two bigints that is not a column of the table; null if it is no such thing. Then `column` is the other side.
Node* compared_with_column(const Node* condition, const direct_plan& plan, int& column) {
    if (!IsA(condition, OpExpr) || get_opcode(reinterpret_cast<const OpExpr*>(condition)->opno) != F_INT8EQ)
        return nullptr;
    const List* const sides = reinterpret_cast<const OpExpr*>(condition)->args;
    auto* const left = static_cast<Node*>(linitial(sides));
    auto* const right = static_cast<Node*>(lsecond(sides));
    const auto is_of_table = [&plan](const Node* side) {
        return is_column_of(side, static_cast<int>(plan.place)) &&
               reinterpret_cast<const Var*>(side)->varattno > 0;
    };
    if (is_of_table(left) == is_of_table(right)) return nullptr;
    Node* const of_table = is_of_table(left) ? left : right;
    Node* const other = is_of_table(left) ? right : left;
    column = reinterpret_cast<const Var*>(of_table)->varattno;
    return other;
}

bool is_row_id(Oid table, int column) {
    const char* const name = get_attname(table, static_cast<AttrNumber>(column), true);
    return name != nullptr && strcmp(name, lower::row_id_column) == 0;
}

/// Finds what the row id has to equal.
void find_row_id(direct_plan& plan) {
    const ListCell* cell = nullptr;
    foreach (cell, plan.conditions) {
        int column = 0;
        Node* const value = compared_with_column(static_cast<Node*>(lfirst(cell)), plan, column);
        if (value == nullptr || !is_row_id(plan.table, column)) continue;
        plan.column = column;
        plan.row_id = static_cast<Node*>(copyObjectImpl(value));
        return;
    }
}

List* joined_conditions(const join_sides& sides) {
    List* const of_index = static_cast<List*>(copyObjectImpl(sides.inner->indexqualorig));
    List* const of_scan = static_cast<List*>(copyObjectImpl(sides.inner->scan.plan.qual));
    List* const of_join = static_cast<List*>(copyObjectImpl(sides.loop->join.joinqual));
    return list_concat(list_concat(of_index, of_scan), of_join);
}

template <class To> To* mutated(To* expression, join_sides& sides) {
    return reinterpret_cast<To*>(in_join(reinterpret_cast<Node*>(expression), &sides));
}

template <class Part> Part* copied(const Part* part) { return static_cast<Part*>(copyObjectImpl(part)); }

/// The plan that gives the changes of a MERGE, with the parts that the whole statement reads: they belong to the node at its top otherwise.
kept_plan changes_of(const PlannedStmt* statement, const ModifyTable* merge, const join_sides& sides) {
    kept_plan changes;
    changes.top = copied(sides.loop->join.plan.lefttree);
    changes.top->initPlan = list_concat(copied(merge->plan.initPlan), changes.top->initPlan);
    changes.subplans = copied(statement->subplans);
    changes.rewound = bms_copy(statement->rewindPlanIDs);
    changes.parameters = list_length(statement->paramExecTypes);
    changes.relations = copied(statement->rtable);
    changes.permissions = copied(statement->permInfos);
    changes.unpruned = bms_copy(statement->unprunableRelids);
    return changes;
}

direct_plan taken_apart(const PlannedStmt* statement, const ModifyTable* merge, join_sides sides) {
    direct_plan plan;
    plan.place = static_cast<unsigned int>(linitial_int(merge->resultRelations));
    plan.table = rt_fetch(linitial_int(merge->resultRelations), statement->rtable)->relid;
    if (!can_be_kept(sides.loop->join.plan.lefttree, statement->subplans)) return refused(reads_more);
    plan.changes = changes_of(statement, merge, sides);
    plan.lookups = reads_of(plan.changes.top, plan.changes.subplans);
    plan.conditions = mutated(joined_conditions(sides), sides);
    find_row_id(plan);
    if (plan.row_id == nullptr) return refused("rows are not found by their row id");
    plan.actions = actions_of(merge, sides);
    Bitmapset* read = nullptr;
    const bool reads_whole_rows = note_columns(plan.row_id, &read) ||
                                  note_columns(reinterpret_cast<Node*>(plan.conditions), &read) ||
                                  note_columns(reinterpret_cast<Node*>(plan.actions), &read);
    if (reads_whole_rows || !is_simple(plan.row_id) || !is_simple(plan.conditions) ||
        !are_known(plan.actions))
        return refused("its expressions need more than two rows, or functions of others");
    drop_whole_rows(plan.changes.top, read);
    return plan;
}

} // namespace

namespace {

/// While one lives, the planner looks rows up one by one wherever it can.
class planning_for_one_row {
  public:
    planning_for_one_row() {
        for (choice& one : choices_) *one.is_allowed = false;
    }
    planning_for_one_row(const planning_for_one_row&) = delete;
    planning_for_one_row& operator=(const planning_for_one_row&) = delete;
    ~planning_for_one_row() {
        for (const choice& one : choices_) *one.is_allowed = one.before;
    }

  private:
    struct choice {
        bool* is_allowed;
        bool before = *is_allowed;
    };
    std::array<choice, 10> choices_{choice{&enable_seqscan},       choice{&enable_bitmapscan},
                                    choice{&enable_indexonlyscan}, choice{&enable_tidscan},
                                    choice{&enable_hashjoin},      choice{&enable_mergejoin},
                                    choice{&enable_material},      choice{&enable_memoize},
                                    choice{&enable_hashagg},       choice{&enable_incremental_sort}};
};

/// An error of the planner passes through as an exception, in frames of ours only.
PlannedStmt* planned_for_one_row(const Query* statement, const char* text) {
    const planning_for_one_row choices;
    return call([=] {
        return pg_plan_query(static_cast<Query*>(copyObjectImpl(statement)), text, CURSOR_OPT_GENERIC_PLAN,
                             nullptr);
    });
}

direct_plan direct_plan_of(const PlannedStmt* statement) {
    if (statement->commandType != CMD_MERGE || !IsA(statement->planTree, ModifyTable))
        return refused("it is not a single MERGE");
    const auto* const merge = reinterpret_cast<const ModifyTable*>(statement->planTree);
    if (statement->hasModifyingCTE || statement->dependsOnRole || !has_one_target(merge))
        return refused("the statement has parts that change tables, or the table has partitions or policies");
    const Plan* const joined = merge->plan.lefttree;
    if (!IsA(joined, NestLoop)) return refused("rows are not looked up one by one");
    const auto* const loop = reinterpret_cast<const NestLoop*>(joined);
    const Plan* const inner = joined->righttree;
    if (loop->join.jointype != JOIN_LEFT || joined->qual != NIL || joined->initPlan != NIL ||
        !IsA(inner, IndexScan) || inner->initPlan != NIL)
        return refused("rows are not looked up by an index alone");
    const auto* const scan = reinterpret_cast<const IndexScan*>(inner);
    if (scan->scan.scanrelid != static_cast<Index>(linitial_int(merge->resultRelations)))
        return refused("more tables are read");
    return taken_apart(statement, merge, {.loop = loop, .inner = scan});
}

/// Whether rows of a table may be looked up by an index of its own.
bool has_index(Oid table) {
    const Relation opened = table_open(table, NoLock);
    const bool has_one = opened->rd_rel->relkind == RELKIND_RELATION && opened->rd_rel->relhasindex;
    table_close(opened, NoLock);
    return has_one;
}

/// Whether a query, or a part of it, reads more than the table that it changes, and what may be looked up: then it need not be planned to be refused.
bool scans_tables(Node* node, void* nothing) {
    if (node == nullptr) return false;
    if (!IsA(node, Query)) return expression_tree_walker(node, scans_tables, nothing);
    auto* const query = reinterpret_cast<Query*>(node);
    for (int i = 0; i < list_length(query->rtable); ++i) {
        const auto* const one = list_nth_node(RangeTblEntry, query->rtable, i);
        if (one->rtekind == RTE_RELATION && i + 1 != query->resultRelation && !has_index(one->relid))
            return true;
    }
    return query_tree_walker(query, scans_tables, nothing, 0);
}

/// Where other tables are read: whether looking their rows up one by one is much more work than what the executor would do. For a few rows it is not, even if
/// the table is so small that the executor reads all of it: a look-up for each of ten rows, as many as the planner is told, costs less than 100 by its measure.
bool is_dearer(const direct_plan& plan, const PlannedStmt* by_rows, const PlannedStmt* by_executor) {
    constexpr double least_ratio = 2;
    constexpr double cost_of_lookups = 100;
    if (plan.lookups == 0) return false;
    if (by_executor == nullptr) return true;
    return by_rows->planTree->total_cost >
           least_ratio * by_executor->planTree->total_cost + cost_of_lookups * (plan.lookups + 1);
}

bool has_item(const List* items, const PlanInvalItem* wanted) {
    const ListCell* cell = nullptr;
    foreach (cell, items) {
        const auto* const one = static_cast<const PlanInvalItem*>(lfirst(cell));
        if (one->cacheId == wanted->cacheId && one->hashValue == wanted->hashValue) return true;
    }
    return false;
}

/// Functions that were inlined, and tables read by them, are known to the plan alone.
bool adds_nothing(const PlannedStmt* planned, const query_dependencies& known) {
    const ListCell* cell = nullptr;
    foreach (cell, planned->invalItems) {
        if (!has_item(known.items, static_cast<const PlanInvalItem*>(lfirst(cell)))) return false;
    }
    foreach (cell, planned->relationOids) {
        if (!list_member_oid(known.relations, lfirst_oid(cell))) return false;
    }
    return !planned->transientPlan && !planned->dependsOnRole;
}

/// Whether a query, or a part of it, reads a relation that is not the one that the whole changes.
bool reads_other(Node* node, void* changed) {
    if (node == nullptr) return false;
    if (!IsA(node, Query)) return expression_tree_walker(node, reads_other, changed);
    auto* const query = reinterpret_cast<Query*>(node);
    const auto* const target = static_cast<const RangeTblEntry*>(changed);
    const ListCell* cell = nullptr;
    foreach (cell, query->rtable) {
        const auto* const one = static_cast<const RangeTblEntry*>(lfirst(cell));
        if (OidIsValid(one->relid) && one->rtekind != RTE_NAMEDTUPLESTORE && one != target) return true;
    }
    return query_tree_walker(query, reads_other, changed, 0);
}

bool lock_relations(Node* node, void* nothing) {
    if (node == nullptr) return false;
    if (!IsA(node, Query)) return expression_tree_walker(node, lock_relations, nothing);
    auto* const query = reinterpret_cast<Query*>(node);
    const ListCell* cell = nullptr;
    foreach (cell, query->rtable) {
        const auto* const one = static_cast<const RangeTblEntry*>(lfirst(cell));
        const bool is_relation = one->rtekind == RTE_RELATION || one->rtekind == RTE_SUBQUERY;
        if (is_relation && OidIsValid(one->relid)) LockRelationOid(one->relid, one->rellockmode);
    }
    return query_tree_walker(query, lock_relations, nothing, 0);
}

Node* as_node(const Query* query) { return reinterpret_cast<Node*>(const_cast<Query*>(query)); }

} // namespace

bool reads_changes_only(const Query* query) {
    if (query->commandType != CMD_MERGE || query->resultRelation == 0) return false;
    return !reads_other(as_node(query), rt_fetch(query->resultRelation, query->rtable));
}

void lock_relations_of(const Query* query) { (void)lock_relations(as_node(query), nullptr); }

namespace {

/// By a plan of its own, if that reads no more than few rows, and is not much dearer than the plan of the executor.
direct_plan lookup_plan_of(const Query* statement, const char* text, const query_dependencies& known,
                           const PlannedStmt* by_executor) {
    if (scans_tables(as_node(statement), nullptr)) return refused(reads_more);
    const PlannedStmt* const planned = planned_for_one_row(statement, text);
    direct_plan plan = direct_plan_of(planned);
    if (plan.refusal != nullptr) return plan;
    if (!looks_rows_up(plan.changes.top, plan.changes.subplans)) return refused(reads_more);
    plan.follows_query = adds_nothing(planned, known);
    if (is_dearer(plan, planned, by_executor))
        return refused("another plan is cheaper than looking rows up one by one");
    return plan;
}

} // namespace

direct_plan direct_plan_of(const Query* statement, const char* text, const query_dependencies& known,
                           const PlannedStmt* by_executor) {
    if (statement->commandType != CMD_MERGE) return refused("it is not a single MERGE");
    const direct_plan plan = lookup_plan_of(statement, text, known, by_executor);
    if (plan.refusal == nullptr || by_executor == nullptr) return plan;
    const direct_plan as_executor = direct_plan_of(by_executor);
    return as_executor.refusal == nullptr ? as_executor : plan;
}

direct_plan copy_of(const direct_plan& plan) {
    direct_plan copy = plan;
    copy.changes = copy_of(plan.changes);
    copy.row_id = copied(plan.row_id);
    copy.conditions = copied(plan.conditions);
    copy.actions = copied(plan.actions);
    return copy;
}

} // namespace pgt::pg
