#include "pg/query/analysis.hpp"

#include <pgt/error.hpp>

#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/query/hidden_columns.hpp"
#include "pg/query/printed.hpp"
#include "pg/query/query_facts.hpp"
#include "pg/query/view_query.hpp"

extern "C" {
#include <access/sysattr.h>
#include <catalog/pg_class.h>
#include <catalog/pg_namespace.h>
#include <nodes/nodeFuncs.h>
#include <parser/analyze.h>
#include <rewrite/rewriteHandler.h>
#include <tcop/tcopprot.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

/// The position of an error is one in the query inside the argument, not in the calling statement.
void move_position(void* text) {
    const int position = geterrposition();
    if (position <= 0) return;
    errposition(0);
    internalerrposition(position);
    internalerrquery(static_cast<const char*>(text));
}

/// `f` inside `call`, with positions of errors moved into `text`.
template <class F> auto call_about(const char* text, F f) {
    return call([=] {
        ErrorContextCallback context = {
            .previous = error_context_stack, .callback = move_position, .arg = const_cast<char*>(text)};
        error_context_stack = &context;
        const auto result = f();
        error_context_stack = context.previous;
        return result;
    });
}

[[noreturn]] void refuse_statement(const std::string& what) {
    throw user_error(sqlstate::syntax_error, what)
        .hint("Write one SELECT, VALUES or TABLE statement, perhaps with WITH.");
}

/// The one statement in `text`.
RawStmt* parse(const char* text) {
    List* const statements = call_about(text, [=] { return pg_parse_query(text); });
    if (list_length(statements) != 1) {
        refuse_statement("the query of a stream table must be one statement, not " +
                         std::to_string(list_length(statements)));
    }
    auto* const statement = static_cast<RawStmt*>(linitial(statements));
    if (!IsA(statement->stmt, SelectStmt)) refuse_statement("the query of a stream table must be a SELECT");
    const auto* select = reinterpret_cast<const SelectStmt*>(statement->stmt);
    while (select->op != SETOP_NONE) select = select->larg;
    if (select->intoClause != nullptr) {
        refuse_statement("the query of a stream table must not have an INTO clause");
    }
    return statement;
}

Query* analyse_statement(RawStmt* statement, const char* text) {
    Query* const query = call_about(text, [=] {
        hide_columns(statement->stmt);
        return parse_analyze_fixedparams(statement, text, nullptr, 0, nullptr);
    });
    if (query->hasModifyingCTE) refuse_statement("the query of a stream table must not change data");
    return query;
}

/// The text of the query with every name qualified.
std::string print(const Query* query) {
    local_settings settings;
    settings.pin_language();
    settings.pin_literals();
    return call([=] { return printed(query); });
}

std::vector<result_column> columns_of(const Query* query) {
    std::vector<result_column> columns;
    const ListCell* cell = nullptr;
    foreach (cell, query->targetList) {
        const auto* const target = static_cast<const TargetEntry*>(lfirst(cell));
        if (target->resjunk) continue;
        const oid type = call([=] { return exprType(reinterpret_cast<const Node*>(target->expr)); });
        const char kind = call([=] { return get_typtype(type); });
        columns.push_back({target->resname, type, kind == TYPTYPE_PSEUDO});
    }
    return columns;
}

std::vector<std::string> column_names(oid relation, const Bitmapset* columns) {
    std::vector<std::string> names;
    for (int member = -1; (member = bms_next_member(columns, member)) >= 0;) {
        const auto number = static_cast<AttrNumber>(member + FirstLowInvalidHeapAttributeNumber);
        if (number <= 0) continue;
        const char* const name =
            call([=] { return const_cast<const char*>(get_attname(relation, number, true)); });
        if (name != nullptr) names.emplace_back(name);
    }
    return names;
}

std::string function_name(oid function) {
    struct parts {
        const char* schema;
        const char* name;
    };
    const parts found = call([=] {
        const oid schema = get_func_namespace(function);
        return parts{.schema = schema == PG_CATALOG_NAMESPACE ? nullptr : get_namespace_name(schema),
                     .name = get_func_name(function)};
    });
    if (found.schema == nullptr) return found.name;
    return std::string(found.schema) + "." + found.name;
}

std::optional<int> place(int position) { return position < 0 ? std::nullopt : std::optional(position); }

std::vector<mention> mentions(const query_facts::mention* first) {
    std::vector<mention> result;
    for (const auto* one = first; one != nullptr; one = one->next) {
        result.push_back({one->name, one->decides_on_rows, place(one->position)});
    }
    return result;
}

void take_facts(const query_facts* facts, analysed_query& into) {
    for (const auto* one = facts->relations; one != nullptr; one = one->next) {
        into.relations.push_back({one->id, one->kind, one->persistence == RELPERSISTENCE_TEMP,
                                  column_names(one->id, one->columns)});
    }
    for (const auto* one = facts->functions; one != nullptr; one = one->next) {
        into.functions.push_back(
            {function_name(one->id), static_cast<volatility>(one->volatility), place(one->position)});
    }
    into.unsettled = mentions(facts->unsettled);
    into.clock = mentions(facts->clock);
    into.unprintable = mentions(facts->unprintable);
    into.ambiguous = mentions(facts->ambiguous);
    into.reads_search_path = facts->reads_search_path;
}

analysed_query described(Query* query) {
    analysed_query result;
    result.tree = query;
    take_facts(call([=] { return collect_facts(query); }), result);
    result.columns = columns_of(query);
    result.canonical = print(query);
    return result;
}

user_error no_definition() {
    return user_error(sqlstate::object_not_in_prerequisite_state,
                      "the query of a stream table does not exist any more")
        .detail("A concurrent session has given the stream table another query, or has dropped it.")
        .hint("Try again.");
}

} // namespace

analysed_query analyse(const std::string& text) {
    Query* const query = analyse_statement(parse(text.c_str()), text.c_str());
    analysed_query result = described(query);
    result.text = text;
    return result;
}

analysed_query analysed_view(oid view) {
    const auto opened = relation::find(view, lock_mode::access_share);
    if (!opened) { throw no_definition(); }
    analysed_query result = described(query_of_view(*opened));
    result.text = result.canonical;
    return result;
}

} // namespace pgt::pg
