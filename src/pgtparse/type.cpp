#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

#include <unordered_map>

namespace pgt::parse {

sql::text qualified(const std::vector<std::string>& names) {
    return sql::join(names, ".", [](const std::string& name) { return sql::ident{name}; });
}

namespace {

/// The words of SQL for PostgreSQL's types; `{}` is where a modifier stands.
const std::unordered_map<std::string, std::string>& sql_names() {
    static const std::unordered_map<std::string, std::string> known{
        {"int2", "smallint"},
        {"int4", "integer"},
        {"int8", "bigint"},
        {"float4", "real"},
        {"float8", "double precision"},
        {"bool", "boolean"},
        {"varchar", "character varying{}"},
        {"bpchar", "character{}"},
        {"varbit", "bit varying{}"},
        {"time", "time{} without time zone"},
        {"timetz", "time{} with time zone"},
        {"timestamp", "timestamp{} without time zone"},
        {"timestamptz", "timestamp{} with time zone"},
    };
    return known;
}

std::string formatted(const std::vector<std::string>& names, const sql::text& modifier,
                      std::size_t dimensions) {
    bool const is_builtin = names.size() == 1 || names.front() == "pg_catalog";
    auto name = is_builtin ? names.back() : qualified(names).str();
    if (auto const known = sql_names().find(name); is_builtin && known != sql_names().end()) {
        name = known->second;
    }
    auto const hole = name.find("{}");
    if (hole == std::string::npos) {
        name += modifier.str();
    } else {
        name.replace(hole, 2, modifier.str());
    }
    return dimensions == 0 ? name : name + "[]"; // the number of dimensions is no part of a type
}

} // namespace

type_reference translator::type(fields type_name) {
    return read_all(std::move(type_name), [&](fields& f) {
        f.ignore({"typemod"}); // always -1: modifiers stand in typmods
        auto const names = f.names("names");
        sql::text modifier;
        if (auto const list_of = f.children("typmods"); !list_of.empty()) {
            modifier = sql::join(list_of, ",", [&](const node& n) {
                auto const e = expression(n, f.at());
                const auto* c = std::get_if<syntax::constant>(&e.is);
                if (c == nullptr) {
                    throw syntax::not_incremental("a type modifier that is no constant",
                                                  "It cannot be printed.", f.at());
                }
                return c->printed;
            });
            modifier = sql::build("({})", modifier);
        }
        auto const dimensions = f.children("arrayBounds").size();
        auto printed = sql::build("{}{}", qualified(names), modifier);
        for (std::size_t i = 0; i < dimensions; ++i) { printed = sql::build("{}[]", printed); }
        return type_reference{printed, formatted(names, modifier, dimensions)};
    });
}

} // namespace pgt::parse
