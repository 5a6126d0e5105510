/// Functions in FROM.
#include "translator.hpp"

namespace pgt::parse {

syntax::column_definition translator::column_definition(const node& n, int at) {
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        f.ignore({"is_local"});
        auto const of = type(f.part("typeName", "TypeName").value());
        syntax::column_definition result{f.text("colname"), of.printed, of.name};
        if (auto collation = f.part("collClause", "CollateClause")) {
            read_all(std::move(*collation), [&](fields& c) {
                result.type = sql::build("{} COLLATE {}", result.type, qualified(c.names("collname")));
                return true;
            });
        }
        return result;
    });
}

std::vector<syntax::column_definition> translator::column_definitions(const std::vector<node>& list, int at) {
    std::vector<syntax::column_definition> result;
    for (const auto& n : list) { result.push_back(column_definition(n, at)); }
    return result;
}

/// A list of the call and of the list of its column definitions, if it has some.
syntax::row_function translator::row_function(fields& pair) {
    auto const items = pair.children("items");
    syntax::row_function result{expression(items.at(0), pair.at()), {}};
    const auto& definitions = items.at(1);
    if (definitions.kind == "List") {
        auto list = fields(definitions.kind, definitions.content, pair.at());
        result.columns = column_definitions(list.children("items"), pair.at());
    }
    return result;
}

syntax::from_item translator::function_in_from(fields& f) {
    f.ignore({"lateral", "is_rowsfrom"}); // functions may always name what stands to their left
    auto named = alias(f.part("alias", "Alias"));
    syntax::function_in_from result;
    result.ordinality = f.flag("ordinality");
    for (const auto& n : f.children("functions")) {
        result.functions.push_back(
            read_all(fields(n.kind, n.content, f.at()), [&](fields& pair) { return row_function(pair); }));
    }
    if (auto const definitions = f.children("coldeflist"); !definitions.empty()) {
        result.functions.front().columns = column_definitions(definitions, f.at());
    }
    int const at = result.functions.front().call.at;
    return {at, std::move(named), std::move(result)};
}

} // namespace pgt::parse
