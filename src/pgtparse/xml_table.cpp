/// XMLTABLE.
#include "translator.hpp"

namespace pgt::parse {

void translator::xml_namespaces(form_builder& out, const std::vector<node>& list, int at) {
    if (list.empty()) { return; }
    out.print("XMLNAMESPACES(").list(list, ", ", [&](const node& n) {
        read_all(fields(n.kind, n.content, at), [&](fields& f) {
            auto const name = f.text("name");
            if (name.empty()) { out.print("DEFAULT "); }
            out.argument(required(f.child("val"), f.at()));
            if (!name.empty()) { out.print(sql::build(" AS {}", sql::ident{name})); }
            return true;
        });
    });
    out.print("), ");
}

void translator::xml_column(syntax::table_function& table, form_builder& out, fields& f) {
    auto const name = f.text("colname");
    out.print(sql::build("{}", sql::ident{name}));
    if (f.flag("for_ordinality")) {
        out.print(" FOR ORDINALITY");
        table.columns.push_back({name, sql::build("integer"), "integer"});
        return;
    }
    auto const of = type(f.part("typeName", "TypeName").value());
    table.columns.push_back({name, of.printed, of.name});
    out.print(sql::build(" {}", of.printed));
    if (auto path = optional(f.child("colexpr"), f.at())) {
        out.print(" PATH (").argument(std::move(*path)).print(")");
    }
    if (auto otherwise = optional(f.child("coldefexpr"), f.at())) {
        out.print(" DEFAULT (").argument(std::move(*otherwise)).print(")");
    }
    if (f.flag("is_not_null")) { out.print(" NOT NULL"); }
}

syntax::from_item translator::xml_table(fields& f) {
    f.ignore({"lateral"});
    auto named = alias(f.part("alias", "Alias"));
    syntax::table_function result{.name = "xmltable", .call = {}, .columns = {}};
    form_builder out;
    out.print("XMLTABLE(");
    xml_namespaces(out, f.children("namespaces"), f.at());
    out.print("(").argument(required(f.child("rowexpr"), f.at())).print(") PASSING (");
    out.argument(required(f.child("docexpr"), f.at())).print(") COLUMNS ");
    out.list(f.children("columns"), ", ", [&](const node& n) {
        read_all(fields(n.kind, n.content, f.at()), [&](fields& column) {
            xml_column(result, out, column);
            return true;
        });
    });
    result.call = out.print(")").form();
    return {f.at(), std::move(named), std::move(result)};
}

} // namespace pgt::parse
