#include "pg/query/query_facts.hpp"

#include "pg/query/clock_comparison.hpp"
#include "pg/query/named_operators.hpp"
#include "pg/query/settled.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/sysattr.h>
#include <access/table.h>
#include <access/transam.h>
#include <catalog/pg_aggregate.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_operator.h>
#include <catalog/pg_proc.h>
#include <nodes/nodeFuncs.h>
#include <optimizer/optimizer.h>
#include <parser/parse_relation.h>
#include <parser/parsetree.h>
#include <rewrite/rewriteHandler.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/regproc.h>
#include <utils/rel.h>
#include <utils/syscache.h>
}

#include <initializer_list>

namespace pgt::pg {
namespace {

struct walk_state {
    query_facts* facts;
    int position;         ///< of the node that is being looked at
    int view_depth;       ///< positions inside views mean nothing to the user
    bool decides_on_rows; ///< outside of what rows of the result show
    const char* clause;   ///< the words of SQL that stand for the function next met
    const Node* settled;  ///< a call whose result depends on its arguments and on settings that are kept
    bool is_compared;     ///< the clock may be read: a condition compares it with values of rows
};

bool walk_facts(Node* node, walk_state* state);

/// The end of a list, or the element that `is` wants.
template <class Element, class Is> Element** find(Element** link, Is is) {
    while (*link != nullptr && !is(*link)) link = &(*link)->next;
    return link;
}

void add_function(Oid id, walk_state* state) {
    auto** const link = find(&state->facts->functions, [=](auto* known) { return known->id == id; });
    if (*link != nullptr) return;
    *link = palloc0_object(query_facts::function);
    (*link)->id = id;
    (*link)->volatility = func_volatile(id);
    (*link)->position = state->view_depth > 0 ? -1 : state->position;
}

bool on_function(Oid id, void* state) {
    add_function(id, static_cast<walk_state*>(state));
    return false;
}

void add_mention(query_facts::mention** list, const char* name, const walk_state* state) {
    auto** const link = find(list, [=](auto* known) { return strcmp(known->name, name) == 0; });
    if (*link == nullptr) {
        *link = palloc0_object(query_facts::mention);
        (*link)->name = name;
        (*link)->position = state->view_depth > 0 ? -1 : state->position;
    }
    (*link)->decides_on_rows = (*link)->decides_on_rows || state->decides_on_rows;
}

void add_unsettled(const char* name, walk_state* state) {
    add_mention(&state->facts->unsettled, name, state);
}

// What is called, as people write it ------------------------------------------------------------------------------------

const char* name_of_function(Oid id) {
    const Oid schema = get_func_namespace(id);
    if (schema == PG_CATALOG_NAMESPACE) return psprintf("%s()", get_func_name(id));
    return psprintf("%s.%s()", get_namespace_name(schema), get_func_name(id));
}

const char* name_of_operator(Oid id) { return psprintf("operator %s", format_operator(id)); }

const char* name_of_cast(Oid from, Oid to) {
    return psprintf("cast from %s to %s", format_type_be(from), format_type_be(to));
}

const char* name_of_value_function(const SQLValueFunction* function) {
    switch (function->op) {
    case SVFOP_CURRENT_DATE: return "CURRENT_DATE";
    case SVFOP_CURRENT_TIME:
    case SVFOP_CURRENT_TIME_N: return "CURRENT_TIME";
    case SVFOP_CURRENT_TIMESTAMP:
    case SVFOP_CURRENT_TIMESTAMP_N: return "CURRENT_TIMESTAMP";
    case SVFOP_LOCALTIME:
    case SVFOP_LOCALTIME_N: return "LOCALTIME";
    case SVFOP_LOCALTIMESTAMP:
    case SVFOP_LOCALTIMESTAMP_N: return "LOCALTIMESTAMP";
    case SVFOP_CURRENT_ROLE: return "CURRENT_ROLE";
    case SVFOP_CURRENT_USER: return "CURRENT_USER";
    case SVFOP_USER: return "USER";
    case SVFOP_SESSION_USER: return "SESSION_USER";
    case SVFOP_CURRENT_CATALOG: return "CURRENT_CATALOG";
    case SVFOP_CURRENT_SCHEMA: return "CURRENT_SCHEMA";
    }
    return "CURRENT_...";
}

const char* name_of_constructor(JsonConstructorType type) {
    switch (type) {
    case JSCTOR_JSON_OBJECTAGG: return "JSON_OBJECTAGG";
    case JSCTOR_JSON_ARRAYAGG: return "JSON_ARRAYAGG";
    case JSCTOR_JSON_ARRAY: return "JSON_ARRAY";
    case JSCTOR_JSON_OBJECT: return "JSON_OBJECT";
    default: return "JSON";
    }
}

const char* name_of_call(const FuncExpr* function) {
    const bool is_cast =
        function->funcformat == COERCE_EXPLICIT_CAST || function->funcformat == COERCE_IMPLICIT_CAST;
    if (!is_cast || function->args == NIL) return name_of_function(function->funcid);
    return name_of_cast(exprType(static_cast<Node*>(linitial(function->args))), function->funcresulttype);
}

// What may give another result at the next refresh ----------------------------------------------------------------------

void note_call(Oid function, const List* arguments, const char* name, walk_state* state) {
    // Volatile functions are refused for themselves.
    if (func_volatile(function) != PROVOLATILE_STABLE || is_settled_call(function, arguments)) return;
    add_unsettled(state->clause != nullptr ? state->clause : name, state);
}

List* arguments_of(const Aggref* aggregate) {
    List* arguments = list_copy(aggregate->aggdirectargs);
    const ListCell* cell = nullptr;
    foreach (cell, aggregate->args) arguments = lappend(arguments, lfirst_node(TargetEntry, cell)->expr);
    return arguments;
}

/// An aggregate of a user's says nothing of its functions.
void note_aggregate(const Aggref* aggregate, walk_state* state) {
    const char* const name = name_of_function(aggregate->aggfnoid);
    const List* const arguments = arguments_of(aggregate);
    note_call(aggregate->aggfnoid, arguments, name, state);
    const HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
    if (!HeapTupleIsValid(tuple)) return;
    const auto* const made = reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple));
    for (const Oid function : {made->aggtransfn, made->aggfinalfn}) {
        if (!OidIsValid(function)) continue;
        if (function >= FirstNormalObjectId) add_function(function, state);
        note_call(function, arguments, name, state);
    }
    ReleaseSysCache(tuple);
}

void note_text_cast(const CoerceViaIO* cast, walk_state* state) {
    const Oid from = exprType(reinterpret_cast<const Node*>(cast->arg));
    if (is_settled_output(from) && is_settled_input(cast->resulttype)) return;
    add_unsettled(name_of_cast(from, cast->resulttype), state);
}

void note_printed(const List* values, const char* name, walk_state* state) {
    const ListCell* cell = nullptr;
    foreach (cell, values) {
        if (!is_settled_output(exprType(static_cast<const Node*>(lfirst(cell))))) add_unsettled(name, state);
    }
}

void note_value_function(const SQLValueFunction* function, walk_state* state) {
    state->facts->reads_search_path = state->facts->reads_search_path || function->op == SVFOP_CURRENT_SCHEMA;
    const char* const name = name_of_value_function(function);
    if (state->is_compared) return add_mention(&state->facts->clock, name, state);
    add_unsettled(name, state);
}

void note_function(const FuncExpr* function, walk_state* state) {
    if (state->settled == reinterpret_cast<const Node*>(function)) return;
    const bool reads_path = function->funcid == F_CURRENT_SCHEMA || function->funcid == F_CURRENT_SCHEMAS;
    state->facts->reads_search_path = state->facts->reads_search_path || reads_path;
    if (state->is_compared && is_clock_function(reinterpret_cast<const Node*>(function))) {
        return add_mention(&state->facts->clock, name_of_call(function), state);
    }
    note_call(function->funcid, function->args, name_of_call(function), state);
}

void note_operator(const OpExpr* called, walk_state* state) {
    set_opfuncid(const_cast<OpExpr*>(called));
    note_call(called->opfuncid, called->args, name_of_operator(called->opno), state);
}

void note_array_operator(const ScalarArrayOpExpr* called, walk_state* state) {
    set_sa_opfuncid(const_cast<ScalarArrayOpExpr*>(called));
    note_call(called->opfuncid, called->args, name_of_operator(called->opno), state);
}

void note_row_comparison(const RowCompareExpr* compared, walk_state* state) {
    const ListCell* cell = nullptr;
    foreach (cell, compared->opnos) {
        const Oid id = lfirst_oid(cell);
        note_call(get_opcode(id), compared->largs, name_of_operator(id), state);
    }
}

void note_json_expression(const JsonExpr* expression, walk_state* state) {
    const Oid type = expression->returning != nullptr ? expression->returning->typid : InvalidOid;
    if (!(expression->use_io_coercion || expression->use_json_coercion) || is_settled_input(type)) return;
    add_unsettled(psprintf("JSON function returning %s", format_type_be(type)), state);
}

/// Of a function in FROM the columns that it makes of a JSON value are known, each of which is read by its type.
void note_function_in_from(const RangeTblFunction* function, walk_state* state) {
    const auto* const call = reinterpret_cast<const FuncExpr*>(function->funcexpr);
    if (!IsA(call, FuncExpr) || !is_record_of_json(call->funcid)) return;
    if (function->funccoltypes == NIL && !is_settled_input(call->funcresulttype)) return;
    const ListCell* cell = nullptr;
    foreach (cell, function->funccoltypes) {
        if (!is_settled_input(lfirst_oid(cell))) return;
    }
    state->settled = function->funcexpr;
}

/// The columns of JSON_TABLE are expressions of their own.
void note_table_function(const TableFunc* table, walk_state* state) {
    if (table->functype != TFT_XMLTABLE) return;
    const ListCell* cell = nullptr;
    foreach (cell, table->coltypes) {
        if (is_settled_input(lfirst_oid(cell))) continue;
        add_unsettled(psprintf("XMLTABLE with a column of type %s", format_type_be(lfirst_oid(cell))), state);
    }
}

void note_dependence(Node* node, walk_state* state) {
    switch (nodeTag(node)) {
    case T_RangeTblFunction: return note_function_in_from(reinterpret_cast<RangeTblFunction*>(node), state);
    case T_TableFunc: return note_table_function(reinterpret_cast<TableFunc*>(node), state);
    case T_SQLValueFunction: return note_value_function(reinterpret_cast<SQLValueFunction*>(node), state);
    case T_FuncExpr: return note_function(reinterpret_cast<FuncExpr*>(node), state);
    case T_OpExpr:
    case T_DistinctExpr:
    case T_NullIfExpr: return note_operator(reinterpret_cast<OpExpr*>(node), state);
    case T_ScalarArrayOpExpr: return note_array_operator(reinterpret_cast<ScalarArrayOpExpr*>(node), state);
    case T_RowCompareExpr: return note_row_comparison(reinterpret_cast<RowCompareExpr*>(node), state);
    case T_Aggref: return note_aggregate(reinterpret_cast<Aggref*>(node), state);
    case T_CoerceViaIO: return note_text_cast(reinterpret_cast<CoerceViaIO*>(node), state);
    case T_JsonExpr: return note_json_expression(reinterpret_cast<JsonExpr*>(node), state);
    case T_JsonConstructorExpr:
        return note_printed(reinterpret_cast<JsonConstructorExpr*>(node)->args,
                            name_of_constructor(reinterpret_cast<JsonConstructorExpr*>(node)->type), state);
    case T_XmlExpr: return note_printed(reinterpret_cast<XmlExpr*>(node)->args, "XML function", state);
    default: return;
    }
}

// Operators that are not named where they are used ----------------------------------------------------------------------

/// An operator that is read again as one of the schema `known`.
void note_unnamed(Oid id, const char* construct, walk_state* state, Oid known = PG_CATALOG_NAMESPACE) {
    if (schema_of_operator(id) == known) return;
    add_mention(&state->facts->unprintable, psprintf("%s by %s", construct, name_of_operator(id)), state);
}

void note_simple_case(const CaseExpr* expression, walk_state* state) {
    if (expression->arg == nullptr) return;
    const ListCell* cell = nullptr;
    foreach (cell, expression->args) {
        const auto* const compared = reinterpret_cast<Node*>(lfirst_node(CaseWhen, cell)->expr);
        if (IsA(compared, OpExpr)) {
            note_unnamed(reinterpret_cast<const OpExpr*>(compared)->opno, "CASE ... WHEN", state);
        }
    }
}

/// The operators of a comparison of rows, field by field; one alone where values are compared.
List* operators_of_rows(const Node* comparison) {
    if (IsA(comparison, RowCompareExpr)) return reinterpret_cast<const RowCompareExpr*>(comparison)->opnos;
    if (!IsA(comparison, BoolExpr)) return NIL;
    List* found = NIL;
    const ListCell* cell = nullptr;
    foreach (cell, reinterpret_cast<const BoolExpr*>(comparison)->args) {
        const auto* const field = static_cast<const Node*>(lfirst(cell));
        if (IsA(field, OpExpr)) found = lappend_oid(found, reinterpret_cast<const OpExpr*>(field)->opno);
    }
    return found;
}

/// A comparison of rows is printed with the operator of the first fields.
void note_row_operators(const Node* comparison, walk_state* state) {
    const List* const all = operators_of_rows(comparison);
    if (all == NIL) return;
    const Oid first = schema_of_operator(linitial_oid(all));
    const ListCell* cell = nullptr;
    foreach (cell, all) note_unnamed(lfirst_oid(cell), "comparison of rows", state, first);
}

void note_unnamed_operators(Node* node, walk_state* state) {
    if (can_name_operator(node)) return;
    switch (nodeTag(node)) {
    case T_DistinctExpr:
        return note_unnamed(reinterpret_cast<OpExpr*>(node)->opno, "IS DISTINCT FROM", state);
    case T_NullIfExpr: return note_unnamed(reinterpret_cast<OpExpr*>(node)->opno, "NULLIF", state);
    case T_CaseExpr: return note_simple_case(reinterpret_cast<CaseExpr*>(node), state);
    case T_RowCompareExpr: return note_row_operators(node, state);
    case T_SubLink: {
        const Node* const test = reinterpret_cast<SubLink*>(node)->testexpr;
        if (test != nullptr) note_row_operators(test, state);
        return;
    }
    default: return;
    }
}

/// A whole row of a join or of a subquery is printed as ROW(...), whose fields are called f1, f2, ...
void note_named_row(Node* node, walk_state* state) {
    if (!IsA(node, RowExpr)) return;
    const auto* const row = reinterpret_cast<const RowExpr*>(node);
    if (row->row_typeid != RECORDOID) return;
    int number = 0;
    const ListCell* cell = nullptr;
    foreach (cell, row->colnames) {
        ++number;
        if (strcmp(strVal(lfirst(cell)), psprintf("f%d", number)) == 0) continue;
        return add_mention(&state->facts->ambiguous, "the whole row of a join", state);
    }
}

/// `ROW(ROW(a)) = ANY (...)` compares one field, which is printed as ROW(a) = ANY (...): read again, that compares `a`.
void note_row_operand(Node* node, walk_state* state) {
    if (!IsA(node, SubLink)) return;
    const auto* const link = reinterpret_cast<const SubLink*>(node);
    if (link->testexpr == nullptr || !IsA(link->testexpr, OpExpr)) return;
    const auto* const comparison = reinterpret_cast<const OpExpr*>(link->testexpr);
    const Node* operand = static_cast<const Node*>(linitial(comparison->args));
    while (IsA(operand, RelabelType))
        operand = reinterpret_cast<const Node*>(reinterpret_cast<const RelabelType*>(operand)->arg);
    if (!IsA(operand, RowExpr)) return;
    add_mention(&state->facts->ambiguous, "a row of one row compared with a subquery", state);
}

bool is_printed_without_type(const Node* node) {
    return IsA(node, RowExpr) && reinterpret_cast<const RowExpr*>(node)->row_format != COERCE_EXPLICIT_CAST;
}

/// `ROW(a)::record = ROW(b)::record` is printed as ROW(a) = ROW(b): read again, that compares the fields, and is NULL where one of them is.
void note_row_values(Node* node, walk_state* state) {
    if (!IsA(node, OpExpr)) return;
    const List* const compared = reinterpret_cast<const OpExpr*>(node)->args;
    if (list_length(compared) != 2) return;
    if (is_printed_without_type(static_cast<const Node*>(linitial(compared))) &&
        is_printed_without_type(static_cast<const Node*>(lsecond(compared)))) {
        add_mention(&state->facts->ambiguous, "a comparison of values ROW(...) of type record", state);
    }
}

Oid collation_in_branch(const Query* query, const Node* branch, int column) {
    if (IsA(branch, SetOperationStmt)) {
        return list_nth_oid(reinterpret_cast<const SetOperationStmt*>(branch)->colCollations, column);
    }
    const int number = reinterpret_cast<const RangeTblRef*>(branch)->rtindex;
    const Query* const inside = rt_fetch(number, query->rtable)->subquery;
    return exprCollation(
        reinterpret_cast<Node*>(list_nth_node(TargetEntry, inside->targetList, column)->expr));
}

/// Branches have COLLATE "default" if the collation that they have in common is that one although a column has another.
void note_collations(const Query* query, const Node* branches, walk_state* state) {
    if (branches == nullptr || !IsA(branches, SetOperationStmt)) return;
    const auto* const both = reinterpret_cast<const SetOperationStmt*>(branches);
    note_collations(query, both->larg, state);
    note_collations(query, both->rarg, state);
    for (int i = 0; i < list_length(both->colCollations); ++i) {
        if (list_nth_oid(both->colCollations, i) != DEFAULT_COLLATION_OID) continue;
        for (const Node* const side : {both->larg, both->rarg}) {
            const Oid own = collation_in_branch(query, side, i);
            if (!OidIsValid(own) || own == DEFAULT_COLLATION_OID) continue;
            add_mention(&state->facts->ambiguous, "COLLATE \"default\" beside a column of another collation",
                        state);
        }
    }
}

/// Grouping sets null a column of the select list by its place; by its text alone a constant is no column, and equal ones are the same.
void note_grouping(const Query* query, walk_state* state) {
    if (query->groupingSets == NIL) return;
    const ListCell* cell = nullptr;
    List* seen = NIL;
    foreach (cell, query->groupClause) {
        const auto* const group = lfirst_node(SortGroupClause, cell);
        Node* const by = flatten_group_exprs(
            nullptr, const_cast<Query*>(query),
            get_sortgroupclause_expr(const_cast<SortGroupClause*>(group), query->targetList));
        if (!contain_vars_of_level(by, 0)) {
            add_mention(&state->facts->ambiguous, "GROUPING SETS by a constant", state);
        }
        if (list_member(seen, by)) {
            add_mention(&state->facts->ambiguous, "GROUPING SETS by equal expressions", state);
        }
        seen = lappend(seen, by);
    }
}

// Relations and queries -------------------------------------------------------------------------------------------------

bool walk_query(Query* query, walk_state* state);

void walk_view(Oid id, walk_state* state) {
    const Relation view = table_open(id, AccessShareLock);
    Query* const query = static_cast<Query*>(copyObjectImpl(get_view_query(view)));
    table_close(view, NoLock);
    walk_state inside = *state;
    ++inside.view_depth;
    inside.decides_on_rows = true;
    walk_facts(reinterpret_cast<Node*>(query), &inside);
}

/// Whether it has not been met before.
bool add_relation(const RangeTblEntry* entry, const RTEPermissionInfo* permission, walk_state* state) {
    auto** const link =
        find(&state->facts->relations, [=](auto* known) { return known->id == entry->relid; });
    const bool is_new = *link == nullptr;
    if (is_new) {
        *link = palloc0_object(query_facts::relation);
        (*link)->id = entry->relid;
        (*link)->kind = entry->relkind;
        (*link)->persistence = get_rel_persistence(entry->relid);
    }
    if (permission != nullptr) {
        (*link)->columns = bms_add_members((*link)->columns, permission->selectedCols);
    }
    return is_new;
}

/// Gives `permissions` to those entries of a range table that ask for some.
void add_permissions(const List* entries, List* permissions, query_facts* facts) {
    const auto before = static_cast<Index>(list_length(facts->permissions));
    const ListCell* cell = nullptr;
    foreach (cell, entries) {
        const auto* const entry = lfirst_node(RangeTblEntry, cell);
        if (entry->perminfoindex == 0) continue;
        auto* const copy = static_cast<RangeTblEntry*>(copyObjectImpl(entry));
        copy->perminfoindex += before;
        facts->range_table = lappend(facts->range_table, copy);
    }
    facts->permissions = list_concat(facts->permissions, permissions);
}

void add_schemas(const Query* query, query_facts* facts) {
    const ListCell* cell = nullptr;
    foreach (cell, query->rteperminfos) {
        const Oid relation = lfirst_node(RTEPermissionInfo, cell)->relid;
        facts->schemas = list_append_unique_oid(facts->schemas, get_rel_namespace(relation));
    }
}

/// What is read by a view is up to the view's owner, as the server has it noted; and to the current user.
void ask_for(const Query* query, const walk_state* state) {
    auto* const noted = static_cast<List*>(copyObjectImpl(query->rteperminfos));
    add_permissions(query->rtable, noted, state->facts);
    if (state->view_depth == 0) return add_schemas(query, state->facts);
    auto* const own = static_cast<List*>(copyObjectImpl(query->rteperminfos));
    const ListCell* cell = nullptr;
    foreach (cell, own) lfirst_node(RTEPermissionInfo, cell)->checkAsUser = InvalidOid;
    add_permissions(query->rtable, own, state->facts);
}

void walk_range_table(Query* query, walk_state* state) {
    ask_for(query, state);
    ListCell* cell = nullptr;
    foreach (cell, query->rtable) {
        auto* const entry = lfirst_node(RangeTblEntry, cell);
        // A view keeps the relation that it is in its entry once it is expanded.
        if (entry->rtekind != RTE_RELATION) continue;
        const RTEPermissionInfo* const permission =
            entry->perminfoindex == 0 ? nullptr : getRTEPermissionInfo(query->rteperminfos, entry);
        const bool is_new = add_relation(entry, permission, state);
        if (is_new && entry->relkind == RELKIND_VIEW) walk_view(entry->relid, state);
    }
}

/// Of WHERE, HAVING or the condition of a join. What compares the clock with a row is maintained as time passes.
bool walk_condition(Node* node, walk_state* state) {
    if (node != nullptr && IsA(node, BoolExpr)) {
        const ListCell* cell = nullptr;
        foreach (cell, reinterpret_cast<BoolExpr*>(node)->args) {
            walk_condition(static_cast<Node*>(lfirst(cell)), state);
        }
        return false;
    }
    walk_state inside = *state;
    inside.is_compared = node != nullptr && is_clock_comparison(node);
    return walk_facts(node, &inside);
}

bool walk_from(FromExpr* from, walk_state* state) {
    walk_facts(reinterpret_cast<Node*>(from->fromlist), state);
    return walk_condition(from->quals, state);
}

bool walk_join(JoinExpr* join, walk_state* state) {
    walk_facts(join->larg, state);
    walk_facts(join->rarg, state);
    return walk_condition(join->quals, state);
}

/// Whether rows of a query come from rows of FROM one by one, and columns of its list decide about none of them.
bool shows_rows_as_they_are(const Query* query) {
    return !query->hasAggs && !query->hasWindowFuncs && !query->hasTargetSRFs && query->groupClause == NIL &&
           query->groupingSets == NIL && query->havingQual == nullptr && query->distinctClause == NIL &&
           query->setOperations == nullptr && query->limitCount == nullptr && query->limitOffset == nullptr;
}

bool walk_query(Query* query, walk_state* state) {
    walk_range_table(query, state);
    note_grouping(query, state);
    note_collations(query, query->setOperations, state);
    walk_state inside = *state;
    inside.decides_on_rows = true;
    inside.is_compared = false;
    Query rest = *query;
    rest.havingQual = nullptr;
    walk_condition(query->havingQual, &inside);
    return query_tree_walker(&rest, walk_facts, &inside, 0);
}

/// The query itself: first what its rows show, then the rest.
void walk_result(Query* query, walk_state* state) {
    if (!shows_rows_as_they_are(query)) {
        walk_query(query, state);
        return;
    }
    walk_facts(reinterpret_cast<Node*>(query->targetList), state);
    Query rest = *query;
    rest.targetList = NIL;
    walk_query(&rest, state);
}

bool walk_facts(Node* node, walk_state* state) {
    if (node == nullptr) return false;
    if (IsA(node, Query)) return walk_query(reinterpret_cast<Query*>(node), state);
    if (const int here = exprLocation(node); here >= 0) state->position = here;
    // What casts call to read and print values is looked at by type.
    if (!IsA(node, CoerceViaIO)) check_functions_in_node(node, on_function, state);
    note_dependence(node, state);
    note_unnamed_operators(node, state);
    note_named_row(node, state);
    note_row_operand(node, state);
    note_row_values(node, state);
    state->clause = IsA(node, JsonConstructorExpr)
                        ? name_of_constructor(reinterpret_cast<JsonConstructorExpr*>(node)->type)
                        : nullptr;
    if (IsA(node, FromExpr)) return walk_from(reinterpret_cast<FromExpr*>(node), state);
    if (IsA(node, JoinExpr)) return walk_join(reinterpret_cast<JoinExpr*>(node), state);
    return expression_tree_walker(node, walk_facts, state);
}

} // namespace

query_facts* collect_facts(Query* query) {
    query_facts* const facts = palloc0_object(query_facts);
    walk_state state = {.facts = facts,
                        .position = -1,
                        .view_depth = 0,
                        .decides_on_rows = false,
                        .clause = nullptr,
                        .settled = nullptr,
                        .is_compared = false};
    walk_result(query, &state);
    return facts;
}

} // namespace pgt::pg
