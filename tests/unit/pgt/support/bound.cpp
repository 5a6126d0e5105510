#include "unit/pgt/support/bound.hpp"

#include <pgt/bind/bind.hpp>
#include <pgt/bind/declared_catalog.hpp>

#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/print.hpp>

#include <sstream>

namespace support {

static pgt::bind::relation_info relation_of(const std::string& name, pgt::bind::relation_kind kind) {
    pgt::bind::relation_info info;
    info.schema = "public";
    info.name = name;
    info.kind = kind;
    for (const char* column : {"__pgt_row_id", "id", "a"}) {
        info.columns.push_back(
            {column, pgt::bind::builtin_type("bigint"), false, static_cast<int>(info.columns.size()) + 1});
    }
    return info;
}

static const pgt::bind::catalog& schema() {
    static pgt::bind::declared_catalog catalog(R"(
        CREATE TABLE t (id int PRIMARY KEY, a int, b bigint, c text, d date, j jsonb, n numeric(10,2), arr int[]);
        CREATE TABLE u (id bigint PRIMARY KEY, t_id int, x text, y float8, ts timestamptz);
        CREATE TABLE w (id int, k int);
        CREATE TABLE e (src int, dst int);
        CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int);
        CREATE VIEW v AS SELECT a, count(*) AS n FROM t GROUP BY a;
        CREATE VIEW renamed (k) AS SELECT v.a FROM v;
        CREATE VIEW placed AS SELECT ctid AS place FROM t;
        CREATE VIEW endless AS SELECT 1 AS one FROM endless;
        CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
        CREATE TEMP TABLE passing (a int);
    )");
    static bool const complete = [] {
        catalog.add(relation_of("st", pgt::bind::relation_kind::stream_table));
        catalog.add(relation_of("st2", pgt::bind::relation_kind::stream_table));
        catalog.add(relation_of("far", pgt::bind::relation_kind::foreign_table));
        catalog.add(relation_of("parent", pgt::bind::relation_kind::inheritance_parent));
        return true;
    }();
    static_cast<void>(complete);
    return catalog;
}

pgt::bind::query bound(const std::string& sql) { return pgt::bind::bind_query(sql, schema()); }

std::string circuit_of(const std::string& sql) { return "\n" + dbsp::print_text(bound(sql).root); }

std::string skeleton_of(const std::string& sql) {
    std::istringstream lines(circuit_of(sql));
    std::string result;
    for (std::string line; std::getline(lines, line);) { result += line.substr(0, line.find(':')) + "\n"; }
    return result;
}

std::string used_by(const std::string& sql) {
    std::string text;
    for (const auto& source : bound(sql).sources) {
        text += (text.empty() ? "" : "\n") + source.relation.name + ":";
        for (auto const column : source.used) { text += " " + source.relation.columns[column].name; }
    }
    return text;
}

rows result_of(const std::string& sql, const std::map<std::string, std::vector<pgt::row>>& tables) {
    auto const query = bound(sql);
    dbsp::evaluator machine(query.root);
    for (const auto& source : query.sources) {
        auto& input = machine.input<pgt::row>(source.name);
        for (const auto& row : tables.at(source.relation.name)) { input.push(row, 1); }
    }
    if (circuit_of(sql).contains("source: unit")) {
        machine.input<pgt::row>(pgt::bind::unit_source).push({}, 1);
    }
    for (const auto& list : query.constants) {
        auto& input = machine.input<pgt::row>(list.name);
        for (const auto& written : list.rows) { input.push(pgt::detail::evaluate(written, {}), 1); }
    }
    rows result;
    for (const auto& [row, weight] : machine.step()) {
        result.emplace(row, static_cast<std::int64_t>(weight));
    }
    return result;
}

} // namespace support
