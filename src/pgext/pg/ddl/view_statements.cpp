#include "pg/ddl/view_statements.hpp"

#include "pg/access/lookup.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/boundary/protect.hpp"
#include "pg/boundary/report.hpp"
#include "pg/query/spi.hpp"

#include <pgt/error.hpp>
#include <pgt/parse/view_query.hpp>

#include <algorithm>
#include <format>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include <access/xact.h>
#include <catalog/namespace.h>
#include <commands/defrem.h>
#include <commands/extension.h>
#include <nodes/makefuncs.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <nodes/value.h>
#include <tcop/utility.h>
#include <utils/builtins.h>
}

namespace pgt::pg {
namespace {

ProcessUtility_hook_type utility_before = nullptr;
view_statement_rules rules{};

constexpr const char* own_namespace = "pgtrickle";

template <class Node> const Node* as(const void* node) { return static_cast<const Node*>(node); }

/// The elements of a list of nodes.
template <class Node> std::vector<const Node*> all_of(const List* list) {
    std::vector<const Node*> all;
    for (int i = 0; i < list_length(list); ++i) { all.push_back(as<Node>(list_nth(list, i))); }
    return all;
}

bool is_text(const char* one, std::string_view other) { return one != nullptr && one == other; }

bool asks_for_stream_table(const CreateTableAsStmt* statement) {
    if (statement->objtype != OBJECT_MATVIEW) { return false; }
    return std::ranges::any_of(all_of<DefElem>(statement->into->options), [](const DefElem* one) {
        return is_text(one->defnamespace, own_namespace) && is_text(one->defname, "stream");
    });
}

oid relation_of(const RangeVar* name) {
    return call([=] { return RangeVarGetRelid(name, NoLock, true); });
}

const RangeVar* range_of(const void* name) {
    return call([=] { return makeRangeVarFromNameList(static_cast<List*>(const_cast<void*>(name))); });
}

bool is_stream_table(const RangeVar* name) {
    const oid relation = name == nullptr ? no_oid : relation_of(name);
    return relation != no_oid && rules.is_stream_table(relation);
}

/// As users write it.
std::string written(const RangeVar* name) {
    return call(
        [=] { return const_cast<const char*>(quote_qualified_identifier(name->schemaname, name->relname)); });
}

/// Options by name, with their values as text.
struct options {
    std::vector<std::string> names;
    std::vector<std::string> values;

    void add(std::string name, std::string value) {
        names.push_back(std::move(name));
        values.push_back(std::move(value));
    }
};

std::string value_of(const DefElem* option) {
    return call([=] { return const_cast<const char*>(defGetString(const_cast<DefElem*>(option))); });
}

/// Those of a WITH or SET clause, with the namespace of pg_trickle or without one.
options options_in(const List* list) {
    options found;
    for (const DefElem* const one : all_of<DefElem>(list)) {
        if (one->defnamespace != nullptr && !is_text(one->defnamespace, own_namespace)) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("unknown option \"{}.{}\"", one->defnamespace, one->defname))
                .hint("Use arguments of pgtrickle.create_stream_table().");
        }
        const std::string value = one->arg == nullptr ? "true" : value_of(one);
        if (!is_text(one->defname, "stream")) { found.add(one->defname, value); }
        if (is_text(one->defname, "stream") && value != "true") {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("invalid {}.stream \"{}\"", own_namespace, value))
                .hint("Leave all options of pg_trickle out for a materialized view.");
        }
    }
    return found;
}

void refuse_clauses(const IntoClause* into) {
    if (into->accessMethod == nullptr) { return; }
    throw user_error(sqlstate::feature_not_supported, "USING is not supported for stream tables")
        .hint("Alter the table once it is there.");
}

/// The query, with the names of columns that stand before it.
std::string named_query(const std::string& query, const List* names) {
    if (names == NIL) { return query; }
    std::string list;
    for (const auto* const one : all_of<String>(names)) {
        const char* const name = call([=] { return quote_identifier(one->sval); });
        list += (list.empty() ? "" : ", ") + std::string(name);
    }
    return std::format("SELECT * FROM ({}\n) AS q ({})", query, list);
}

std::string text_of(const PlannedStmt* planned, const char* all) {
    const std::string_view text(all);
    const auto begin = static_cast<std::size_t>(std::max(planned->stmt_location, 0));
    const auto length =
        planned->stmt_len > 0 ? static_cast<std::size_t>(planned->stmt_len) : std::string_view::npos;
    return std::string(text.substr(begin, length));
}

void create(const PlannedStmt* planned, const char* text) {
    const auto* const statement = as<CreateTableAsStmt>(planned->utilityStmt);
    const IntoClause* const into = statement->into;
    const std::string name = written(into->rel);
    if (statement->if_not_exists && relation_of(into->rel) != no_oid) {
        return report(severity::notice, std::format("relation \"{}\" already exists, skipping", name));
    }
    refuse_clauses(into);
    options wanted = options_in(into->options);
    wanted.add("name", name);
    wanted.add("query", named_query(parse::query_of_view(text_of(planned, text)), into->colNames));
    if (into->tableSpaceName != nullptr) { wanted.add("tablespace", into->tableSpaceName); }
    if (into->skipData) { wanted.add("initialize", "false"); }
    const spi session;
    session.run(sql::build("select pgtrickle.bulk_create(pg_catalog.jsonb_build_array("
                           "pg_catalog.jsonb_object($1, $2)))"),
                {}, wanted.names, wanted.values);
}

void refresh(const RefreshMatViewStmt* statement) {
    if (statement->skipData) {
        throw user_error(sqlstate::feature_not_supported,
                         std::format("stream table \"{}\" cannot be emptied", written(statement->relation)))
            .hint("Pause it with pgtrickle.alter_stream_table(), or drop it.");
    }
    const spi session;
    session.run(sql::build("select pgtrickle.refresh_stream_table($1)"), {}, written(statement->relation));
}

bool sets_options(const AlterTableStmt* statement) {
    return std::ranges::any_of(all_of<AlterTableCmd>(statement->cmds),
                               [](const AlterTableCmd* one) { return one->subtype == AT_SetRelOptions; });
}

void set_options(const AlterTableStmt* statement) {
    if (list_length(statement->cmds) != 1) {
        throw user_error(sqlstate::feature_not_supported,
                         "options of a stream table cannot be set together with other changes")
            .hint("Use separate commands.");
    }
    const auto* const command = as<AlterTableCmd>(linitial(statement->cmds));
    const options wanted = options_in(reinterpret_cast<const List*>(command->def));
    const spi session;
    session.run(
        sql::build("select pgtrickle.bulk_alter_stream_tables(array[$1], pg_catalog.json_object($2, $3))"),
        {}, written(statement->relation), wanted.names, wanted.values);
}

/// What is to be done about a statement: nothing any more, or another statement instead.
struct outcome {
    bool is_done = false;
    Node* instead = nullptr;
};

/// A copy of a statement on a materialized view, for a table.
template <class Statement> outcome for_table(const Statement* statement, ObjectType Statement::* kind) {
    auto* const copy = call([=] { return static_cast<Statement*>(copyObjectImpl(statement)); });
    copy->*kind = OBJECT_TABLE;
    return {.is_done = false, .instead = reinterpret_cast<Node*>(copy)};
}

outcome alter(const AlterTableStmt* statement) {
    if (!sets_options(statement)) { return for_table(statement, &AlterTableStmt::objtype); }
    set_options(statement);
    return {.is_done = true, .instead = nullptr};
}

outcome rename(const RenameStmt* statement) {
    if (statement->renameType == OBJECT_MATVIEW) { return for_table(statement, &RenameStmt::renameType); }
    return for_table(statement, &RenameStmt::relationType);
}

outcome drop(const DropStmt* statement) {
    const std::vector<const List*> names = all_of<List>(statement->objects);
    const auto count =
        std::ranges::count_if(names, [](const List* one) { return is_stream_table(range_of(one)); });
    if (count == 0) { return {}; }
    if (static_cast<std::size_t>(count) == names.size()) {
        return for_table(statement, &DropStmt::removeType);
    }
    throw user_error(sqlstate::feature_not_supported,
                     "stream tables and other relations cannot be dropped by one DROP MATERIALIZED VIEW")
        .hint("Use separate commands.");
}

bool renames_view(const RenameStmt* statement) {
    return statement->renameType == OBJECT_MATVIEW ||
           (statement->renameType == OBJECT_COLUMN && statement->relationType == OBJECT_MATVIEW);
}

outcome carry_out(const PlannedStmt* planned, const char* text) {
    const Node* const node = planned->utilityStmt;
    switch (nodeTag(node)) {
    case T_CreateTableAsStmt: create(planned, text); return {.is_done = true, .instead = nullptr};
    case T_RefreshMatViewStmt:
        if (!is_stream_table(as<RefreshMatViewStmt>(node)->relation)) { return {}; }
        refresh(as<RefreshMatViewStmt>(node));
        return {.is_done = true, .instead = nullptr};
    case T_AlterTableStmt:
        return is_stream_table(as<AlterTableStmt>(node)->relation) ? alter(as<AlterTableStmt>(node))
                                                                   : outcome();
    case T_RenameStmt:
        return is_stream_table(as<RenameStmt>(node)->relation) ? rename(as<RenameStmt>(node)) : outcome();
    case T_AlterObjectSchemaStmt:
        if (!is_stream_table(as<AlterObjectSchemaStmt>(node)->relation)) { return {}; }
        return for_table(as<AlterObjectSchemaStmt>(node), &AlterObjectSchemaStmt::objectType);
    case T_DropStmt: return drop(as<DropStmt>(node));
    default: return {};
    }
}

/// Whether a statement is one on a materialized view that might be a stream table. Cheap: it is asked for every utility statement.
bool may_concern(const Node* node) {
    switch (nodeTag(node)) {
    case T_CreateTableAsStmt: return asks_for_stream_table(as<CreateTableAsStmt>(node));
    case T_RefreshMatViewStmt: return true;
    case T_AlterTableStmt: return as<AlterTableStmt>(node)->objtype == OBJECT_MATVIEW;
    case T_RenameStmt: return renames_view(as<RenameStmt>(node));
    case T_AlterObjectSchemaStmt: return as<AlterObjectSchemaStmt>(node)->objectType == OBJECT_MATVIEW;
    case T_DropStmt: return as<DropStmt>(node)->removeType == OBJECT_MATVIEW;
    default: return false;
    }
}

bool has_extension() {
    return call([] { return get_extension_oid("pg_trickle", true); }) != no_oid;
}

bool creates_stream_table(const Node* node) {
    return nodeTag(node) == T_CreateTableAsStmt && asks_for_stream_table(as<CreateTableAsStmt>(node));
}

/// The server would say no more than that it does not know the option.
[[noreturn]] void refuse_without(const char* what, const char* hint) {
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("option \"{}.stream\" needs {}", own_namespace, what))
        .hint(hint);
}

outcome interpret(const PlannedStmt* planned, const char* text) {
    const Node* const node = planned->utilityStmt;
    if (!rules.is_on()) {
        if (creates_stream_table(node)) {
            refuse_without("pg_trickle.materialized_view_syntax",
                           "Set it to on, or call pgtrickle.create_stream_table().");
        }
        return {};
    }
    if (!may_concern(node)) { return {}; }
    if (has_extension()) { return carry_out(planned, text); }
    if (creates_stream_table(node)) {
        refuse_without("extension \"pg_trickle\" in this database", "Use CREATE EXTENSION pg_trickle.");
    }
    return {};
}

void run_utility(PlannedStmt* planned, const char* text, bool read_only_tree, ProcessUtilityContext context,
                 ParamListInfo parameters, QueryEnvironment* environment, DestReceiver* destination,
                 QueryCompletion* completion) {
    const outcome what = protect([=] { return interpret(planned, text); });
    if (what.is_done) { return; }
    if (what.instead != nullptr) {
        planned = static_cast<PlannedStmt*>(copyObjectImpl(planned));
        planned->utilityStmt = what.instead;
    }
    (utility_before != nullptr ? utility_before : standard_ProcessUtility)(
        planned, text, read_only_tree, context, parameters, environment, destination, completion);
}

} // namespace

void install_view_statements(const view_statement_rules& how) {
    rules = how;
    utility_before = ProcessUtility_hook;
    ProcessUtility_hook = run_utility;
}

} // namespace pgt::pg
