#include "nesting.hpp"
#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

namespace pgt::parse {

syntax::from_item translator::from_item(const node& n, int at) {
    nesting const here(operation_depth_, operation_nesting, at);
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        if (n.kind == "RangeVar") { return relation(f); }
        if (n.kind == "RangeSubselect") { return subquery(f); }
        if (n.kind == "RangeFunction") { return function_in_from(f); }
        if (n.kind == "RangeTableFunc") { return xml_table(f); }
        if (n.kind == "JsonTable") { return json_table(f); }
        if (n.kind == "JoinExpr") { return join(f); }
        throw refusal_of(n.kind, f.at());
    });
}

syntax::alias translator::alias(std::optional<fields> f) {
    if (!f) { return {}; }
    return read_all(std::move(*f),
                    [](fields& a) { return syntax::alias{a.text("aliasname"), a.names("colnames")}; });
}

syntax::from_item translator::relation(fields& f) {
    f.ignore({"relpersistence", "catalogname"}); // the only catalog there is
    bool const only = !f.flag("inh");
    auto named = alias(f.part("alias", "Alias"));
    return {f.at(), std::move(named),
            syntax::relation_reference{f.text("schemaname"), f.text("relname"), only}};
}

syntax::from_item translator::subquery(fields& f) {
    auto named = alias(f.part("alias", "Alias"));
    bool const lateral = f.flag("lateral");
    auto query = shared_query(f.child("subquery").value(), f.at());
    int const at = query->at;
    return {at, std::move(named), syntax::subquery{std::move(query), lateral}};
}

syntax::from_item translator::join(fields& f) {
    syntax::join result;
    auto const kind = f.text("jointype");
    result.kind = kind == "JOIN_LEFT"    ? syntax::join_kind::left
                  : kind == "JOIN_RIGHT" ? syntax::join_kind::right
                  : kind == "JOIN_FULL"  ? syntax::join_kind::full
                                         : syntax::join_kind::inner;
    result.natural = f.flag("isNatural");
    result.using_columns = f.names("usingClause");
    result.using_alias = alias(f.part("join_using_alias", "Alias")).name;
    result.left = std::make_shared<const syntax::from_item>(from_item(f.child("larg").value(), f.at()));
    result.right = std::make_shared<const syntax::from_item>(from_item(f.child("rarg").value(), f.at()));
    result.condition = optional(f.child("quals"), f.at());
    auto named = alias(f.part("alias", "Alias"));
    int const at = result.right->at;
    return {at, std::move(named), std::move(result)};
}

} // namespace pgt::parse
