/// What stream tables read, drawn.
#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "pg/value/function.hpp"
#include "reports/flowchart.hpp"
#include "reports/tree.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cctype>
#include <format>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

struct drawn {
    relation_graph graph;
    std::map<pg::oid, std::size_t> places;
};

relation_kind kind_of(const std::optional<std::string>& status, bool is_view) {
    if (status) { return relation_kind::stream_table; }
    return is_view ? relation_kind::view : relation_kind::table;
}

sql::text relations_query() {
    return sql::build(
        "select c.oid, quote_ident(n.nspname) || {} || quote_ident(c.relname), c.relkind = {}, t.status, "
        "t.refresh_mode,"
        " n.nspname = {} from (select pgt_relid::oid as id from pgtrickle_catalog.pgt_stream_tables"
        " union select reader from pgtrickle.reads() union select source from pgtrickle.reads()) as nodes"
        " join pg_class as c on c.oid = nodes.id join pg_namespace as n on n.oid = c.relnamespace"
        " left join pgtrickle_catalog.pgt_stream_tables as t on t.pgt_relid = c.oid order by 2",
        sql::literal{"."}, sql::literal{"v"}, sql::literal{"pgtrickle"});
}

drawn read_graph() {
    const catalog_session session;
    drawn found;
    const pg::result relations = session.sql().run(relations_query());
    for (auto& [id, name, is_view, status, mode, is_own] :
         relations.all<pg::oid, std::string, bool, std::optional<std::string>, std::optional<std::string>,
                       bool>()) {
        found.places.emplace(id, found.graph.size());
        found.graph.push_back({.name = std::move(name),
                               .kind = kind_of(status, is_view),
                               .status = status.value_or(""),
                               .mode = mode.value_or(""),
                               .is_own = is_own,
                               .reads = {}});
    }
    const pg::result edges =
        session.sql().run(sql::build("select reader::oid, source::oid from pgtrickle.reads() order by 1, 2"));
    for (const auto& [reader, source] : edges.all<pg::oid, pg::oid>()) {
        const auto from = found.places.find(reader);
        const auto to = found.places.find(source);
        if (from == found.places.end() || to == found.places.end()) { continue; }
        found.graph[from->second].reads.push_back(to->second);
    }
    return found;
}

using tree_row = std::tuple<std::string, std::string, std::string, std::int32_t, std::optional<std::string>,
                            std::optional<std::string>>;

std::optional<std::string> null_if_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

tree_row row_of(const tree_line& line, const drawn_relation& about) {
    const bool is_stream_table = about.kind == relation_kind::stream_table;
    return {line.text,
            about.name,
            is_stream_table ? "stream_table" : "source_table",
            line.depth,
            null_if_empty(about.status),
            null_if_empty(about.mode)};
}

std::size_t place_of(const std::string& name, const drawn& all) {
    const auto found = all.places.find(require_stream_table(name).relation);
    if (found != all.places.end()) { return found->second; }
    throw user_error(sqlstate::undefined_table, std::format("stream table \"{}\" does not exist", name))
        .detail("It has just been created or dropped.")
        .hint("Try again.");
}

std::vector<tree_row> dependency_tree(const std::optional<std::string>& name) {
    const drawn all = read_graph();
    std::optional<std::size_t> root;
    if (name) { root = place_of(*name, all); }
    std::vector<tree_row> rows;
    for (const tree_line& line : draw_tree(all.graph, root)) {
        rows.push_back(row_of(line, all.graph[line.node]));
    }
    return rows;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::string explain_dag(const std::string& format) {
    const std::string wanted = lower(format);
    if (wanted == "mermaid") { return draw_mermaid(read_graph().graph); }
    if (wanted == "dot") { return draw_dot(read_graph().graph); }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid format \"{}\"", format))
        .detail("There is no drawing in that format.")
        .hint("Use mermaid, or dot for Graphviz.");
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_dependency_tree, dependency_tree);
PGT_SQL_FUNCTION(pgtrickle_explain_dag, explain_dag);
