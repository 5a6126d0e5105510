/// JSON_TABLE.
#include "json_words.hpp"
#include "translator.hpp"

namespace pgt::parse {

/// `'$.a' AS name`.
void translator::json_path(form_builder& out, std::optional<fields> path) {
    read_all(std::move(path.value()), [&](fields& f) {
        f.ignore({"name_location"});
        out.argument(required(f.child("string"), f.at()));
        if (auto const name = f.text("name"); !name.empty()) {
            out.print(sql::build(" AS {}", sql::ident{name}));
        }
        return true;
    });
}

void translator::json_nested(form_builder& out, fields& f) {
    f.ignore({"wrapper", "quotes"});
    out.print("NESTED PATH ");
    json_path(out, f.part("pathspec", "JsonTablePathSpec"));
}

void translator::json_column(syntax::table_function& table, form_builder& out, fields& f) {
    auto const kind = f.text("coltype");
    auto const name = f.text("name");
    auto const wrapper = f.text("wrapper");
    auto const quotes = f.text("quotes");
    out.print(sql::build("{}", sql::ident{name}));
    if (kind == "JTC_FOR_ORDINALITY") {
        out.print(" FOR ORDINALITY");
        table.columns.push_back({name, sql::build("integer"), "integer"});
        return;
    }
    auto const of = type(f.part("typeName", "TypeName").value());
    table.columns.push_back({name, of.printed, of.name});
    out.print(sql::build(" {}", of.printed));
    auto const format = json_format(f.part("format", "JsonFormat"));
    kind == "JTC_EXISTS" ? out.print(" EXISTS") : out.print(format);
    if (auto path = f.part("pathspec", "JsonTablePathSpec")) {
        out.print(" PATH ");
        json_path(out, std::move(path));
    }
    if (kind != "JTC_EXISTS") {
        out.print(word_for(json_wrappers, wrapper)).print(word_for(json_quotes, quotes));
    }
    json_behavior(out, f.part("on_empty", "JsonBehavior"), " ON EMPTY");
    json_behavior(out, f.part("on_error", "JsonBehavior"), " ON ERROR");
}

/// The columns of nested paths follow those of their own level.
void translator::json_columns(syntax::table_function& table, form_builder& out,
                              const std::vector<node>& columns, int at) {
    syntax::table_function nested;
    out.print(" COLUMNS (").list(columns, ", ", [&](const node& n) {
        read_all(fields(n.kind, n.content, at), [&](fields& f) {
            if (f.text("coltype") == "JTC_NESTED") {
                json_nested(out, f);
                json_columns(nested, out, f.children("columns"), f.at());
            } else {
                json_column(table, out, f);
            }
            return true;
        });
    });
    out.print(")");
    table.columns.insert(table.columns.end(), nested.columns.begin(), nested.columns.end());
}

syntax::from_item translator::json_table(fields& f) {
    f.ignore({"lateral"});
    auto named = alias(f.part("alias", "Alias"));
    syntax::table_function result{.name = "json_table", .call = {}, .columns = {}};
    form_builder out;
    json_value(out.print("JSON_TABLE("), f.part("context_item", "JsonValueExpr"));
    out.print(", ");
    json_path(out, f.part("pathspec", "JsonTablePathSpec"));
    json_passing(out, f.children("passing"), f.at());
    json_columns(result, out, f.children("columns"), f.at());
    json_behavior(out, f.part("on_error", "JsonBehavior"), " ON ERROR");
    result.call = out.print(")").form();
    return {f.at(), std::move(named), std::move(result)};
}

} // namespace pgt::parse
