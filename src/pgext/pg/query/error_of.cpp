/// `pgtrickle.error_of`: the error that expressions raise for some values.
#include "pg/boundary/guard.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/row_error.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <format>
#include <optional>
#include <string>

extern "C" {
#include <executor/executor.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/params.h>
#include <optimizer/optimizer.h>
#include <parser/analyze.h>
#include <parser/parse_node.h>
#include <parser/parser.h>
#include <tcop/dest.h>
#include <tcop/tcopprot.h>
#include <utils/lsyscache.h>
#include <utils/snapmgr.h>
#include <varatt.h>
}

namespace pgt::pg {
namespace {

/// Expressions that are ready to be computed, in memory of their own.
struct computation {
    MemoryContext memory;
    const char* text;
    ExprState* state;       ///< null where only a statement can compute them: they have subqueries
    PlannedStmt* statement; ///< `SELECT expressions`; null where `state` is not
    ParamListInfo values;
};

/// The argument of the call that a parameter stands for.
Node* argument_of(const FmgrInfo* function, int number) {
    const auto* const written = reinterpret_cast<const FuncExpr*>(function->fn_expr);
    if (written == nullptr || !IsA(written, FuncExpr)) {
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("error_of() must be called with its arguments written out")));
    }
    return static_cast<Node*>(list_nth(written->args, number));
}

Node* parameter(ParseState* parse, ParamRef* written) {
    const auto* const info = static_cast<FunctionCallInfo>(parse->p_ref_hook_state);
    if (written->number < 1 || written->number >= info->nargs) {
        ereport(ERROR,
                (errcode(ERRCODE_UNDEFINED_PARAMETER), errmsg("there is no parameter $%d", written->number),
                 errhint("Pass a value for each parameter after the text.")));
    }
    Node* const given = argument_of(info->flinfo, written->number);
    Param* const made = makeNode(Param);
    made->paramkind = PARAM_EXTERN;
    made->paramid = written->number;
    made->paramtype = exprType(given);
    made->paramtypmod = exprTypmod(given);
    made->paramcollid = exprCollation(given);
    made->location = written->location;
    if (made->paramtype == UNKNOWNOID) {
        ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                        errmsg("could not determine the type of parameter $%d", written->number),
                        errhint("Cast the value.")));
    }
    return reinterpret_cast<Node*>(made);
}

[[noreturn]] void refuse_text() {
    ereport(
        ERROR,
        (errcode(ERRCODE_SYNTAX_ERROR), errmsg("error_of() takes one expression"),
         errdetail("It must have no aggregates, window functions or sets, no clauses, and no subqueries that "
                   "read tables."),
         errhint("Compute several expressions as ROW(...).")));
    pg_unreachable();
}

/// `*` is a list of columns, and no expression that the server could analyse as one.
bool is_star(const Node* written) {
    return IsA(written, ColumnRef) && IsA(llast(reinterpret_cast<const ColumnRef*>(written)->fields), A_Star);
}

/// `SELECT expression`, without any clause.
RawStmt* parsed(const char* text) {
    const List* const statements = raw_parser(text, RAW_PARSE_PLPGSQL_EXPR);
    RawStmt* const statement = linitial_node(RawStmt, statements);
    const auto* const select = reinterpret_cast<SelectStmt*>(statement->stmt);
    if (!IsA(select, SelectStmt) || select->op != SETOP_NONE || list_length(select->targetList) != 1 ||
        select->distinctClause != NIL || select->fromClause != NIL || select->whereClause != nullptr ||
        select->groupClause != NIL || select->havingClause != nullptr || select->windowClause != NIL ||
        select->sortClause != NIL || select->limitCount != nullptr || select->limitOffset != nullptr ||
        select->lockingClause != NIL || select->withClause != nullptr ||
        is_star(linitial_node(ResTarget, select->targetList)->val)) {
        refuse_text();
    }
    return statement;
}

void read_parameters(ParseState* parse, void* info) {
    parse->p_paramref_hook = parameter;
    parse->p_ref_hook_state = info;
}

Query* analysed(const char* text, FunctionCallInfo info) {
    Query* const query = parse_analyze_withcb(parsed(text), text, read_parameters, info, nullptr);
    if (query->hasAggs || query->hasWindowFuncs || query->hasTargetSRFs) { refuse_text(); }
    return query;
}

/// What a query with subqueries needs.
PlannedStmt* planned(Query* query, const char* text) {
    PlannedStmt* const statement = pg_plan_query(query, text, 0, nullptr);
    if (statement->relationOids != NIL || statement->rowMarks != NIL) { refuse_text(); }
    return statement;
}

/// Leaves the memory to its parent if the text is not accepted.
computation* made(const char* text, FunctionCallInfo info) {
    MemoryContext const memory =
        AllocSetContextCreate(info->flinfo->fn_mcxt, "pg_trickle computation", ALLOCSET_SMALL_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(memory);
    auto* const result = palloc0_object(computation);
    result->memory = memory;
    result->text = pstrdup(text);
    result->values = makeParamList(info->nargs);
    for (int i = 1; i < info->nargs; ++i) {
        ParamExternData& value = result->values->params[i - 1];
        value.pflags = PARAM_FLAG_CONST;
        value.ptype = get_fn_expr_argtype(info->flinfo, i);
    }
    Query* const query = analysed(text, info);
    if (query->hasSubLinks) {
        result->statement = planned(query, text);
    } else {
        Expr* const only = linitial_node(TargetEntry, query->targetList)->expr;
        result->state = ExecInitExprWithParams(expression_planner(only), result->values);
    }
    MemoryContextSwitchTo(before);
    return result;
}

void forget(FunctionCallInfo info) {
    auto* const known = static_cast<computation*>(info->flinfo->fn_extra);
    info->flinfo->fn_extra = nullptr;
    if (known != nullptr) MemoryContextDelete(known->memory);
}

/// That of this place in the statement; a new one where the text is another.
computation* computation_for(FunctionCallInfo info) {
    if (get_fn_expr_variadic(info->flinfo)) {
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("the values must not be given as an array"), errhint("Leave out VARIADIC.")));
    }
    const char* const wanted = text_to_cstring(DatumGetTextPP(info->args[0].value));
    const auto* const known = static_cast<computation*>(info->flinfo->fn_extra);
    if (known == nullptr || strcmp(known->text, wanted) != 0) {
        forget(info);
        info->flinfo->fn_extra = made(wanted, info);
    }
    return static_cast<computation*>(info->flinfo->fn_extra);
}

/// Computes the one row of the statement, and drops it. Without the hooks of other modules: it is a part of the statement that calls.
void run(const computation& what) {
    QueryDesc* const query = CreateQueryDesc(what.statement, what.text, GetActiveSnapshot(), InvalidSnapshot,
                                             None_Receiver, what.values, nullptr, 0);
    standard_ExecutorStart(query, 0);
    standard_ExecutorRun(query, ForwardScanDirection, 0);
    standard_ExecutorFinish(query);
    standard_ExecutorEnd(query);
    FreeQueryDesc(query);
}

void compute(const computation& what, FunctionCallInfo info) {
    for (int i = 1; i < info->nargs; ++i) {
        what.values->params[i - 1].value = info->args[i].value;
        what.values->params[i - 1].isnull = info->args[i].isnull;
    }
    if (what.state == nullptr) { return run(what); }
    ExprContext* const context = CreateStandaloneExprContext();
    context->ecxt_param_list_info = what.values;
    bool is_null = false;
    (void)ExecEvalExprSwitchContext(what.state, context, &is_null);
    FreeExprContext(context, true);
}

/// The error with its SQLSTATE; none if there is a value. An error that is not that of the values is raised.
std::optional<std::string> raised_by(const computation& what, FunctionCallInfo info) {
    try {
        subtransaction attempt;
        call([&what, info] { compute(what, info); });
        attempt.commit();
        return std::nullopt;
    } catch (const error& failed) {
        const std::string state = failed.sqlstate();
        if (!is_error_of_row(state)) { throw; }
        return std::format("{} {}", state, failed.what());
    }
}

nullable_datum error_of(const function_call& caller) {
    FunctionCallInfo const info = caller.info();
    if (info->args[0].isnull) {
        throw user_error(sqlstate::invalid_parameter_value, "the text of the expression must not be null")
            .hint("Pass an expression over $1, $2 and so on.");
    }
    const computation* const what = call([info] { return computation_for(info); });
    const std::optional<std::string> raised = raised_by(*what, info);
    if (raised) {
        call([info] { forget(info); });
    } // what it was in the middle of does not go on
    return nullable_value<std::optional<std::string>>::to(raised);
}

} // namespace
} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_error_of, pgt::pg::error_of);
