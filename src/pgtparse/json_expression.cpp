/// SQL/JSON: constructors, aggregates, IS JSON and the functions of the query language.
#include "json_words.hpp"
#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

#include <unordered_map>

namespace pgt::parse {

sql::text json_format(std::optional<fields> f) {
    if (!f) { return {}; }
    return read_all(std::move(*f), [](fields& format) {
        static const std::unordered_map<std::string, sql::text> encodings{
            {"JS_ENC_DEFAULT", {}},
            {"JS_ENC_UTF8", sql::build(" ENCODING UTF8")},
            {"JS_ENC_UTF16", sql::build(" ENCODING UTF16")},
            {"JS_ENC_UTF32", sql::build(" ENCODING UTF32")},
        };
        auto const encoding = encodings.at(format.text("encoding"));
        return format.text("format_type") == "JS_FORMAT_JSON" ? sql::build(" FORMAT JSON{}", encoding)
                                                              : sql::text();
    });
}

namespace {
sql::text on_null(bool absent) {
    return absent ? sql::build(" ABSENT ON NULL") : sql::build(" NULL ON NULL");
}
sql::text unique_keys(bool unique) { return unique ? sql::build(" WITH UNIQUE KEYS") : sql::text(); }
} // namespace

void translator::json_value(form_builder& out, std::optional<fields> value) {
    read_all(std::move(value.value()), [&](fields& f) {
        out.argument(required(f.child("raw_expr"), f.at()))
            .print(json_format(f.part("format", "JsonFormat")));
        return true;
    });
}

void translator::json_key_value(form_builder& out, std::optional<fields> pair) {
    read_all(std::move(pair.value()), [&](fields& f) {
        out.argument(required(f.child("key"), f.at())).print(" : ");
        json_value(out, f.part("value", "JsonValueExpr"));
        return true;
    });
}

void translator::json_passing(form_builder& out, const std::vector<node>& list, int at) {
    if (list.empty()) { return; }
    out.print(" PASSING ").list(list, ", ", [&](const node& n) {
        read_all(fields(n.kind, n.content, at), [&](fields& f) {
            json_value(out, f.part("val", "JsonValueExpr"));
            auto const name = f.text("name");
            out.print(sql::build(" AS {}", sql::ident{name}));
            return true;
        });
    });
}

void translator::json_output(form_builder& out, std::optional<fields> output) {
    if (!output) { return; }
    read_all(std::move(*output), [&](fields& f) {
        out.print(sql::build(" RETURNING {}", type(f.part("typeName", "TypeName").value()).printed));
        if (auto returning = f.part("returning", "JsonReturning")) {
            read_all(std::move(*returning), [&](fields& r) {
                out.print(json_format(r.part("format", "JsonFormat")));
                return true;
            });
        }
        return true;
    });
}

void translator::json_behavior(form_builder& out, std::optional<fields> behavior, sql::pattern<> when) {
    static constexpr word words[]{
        {"JSON_BEHAVIOR_NULL", " NULL"},
        {"JSON_BEHAVIOR_ERROR", " ERROR"},
        {"JSON_BEHAVIOR_EMPTY", " EMPTY"},
        {"JSON_BEHAVIOR_TRUE", " TRUE"},
        {"JSON_BEHAVIOR_FALSE", " FALSE"},
        {"JSON_BEHAVIOR_UNKNOWN", " UNKNOWN"},
        {"JSON_BEHAVIOR_EMPTY_ARRAY", " EMPTY ARRAY"},
        {"JSON_BEHAVIOR_EMPTY_OBJECT", " EMPTY OBJECT"},
        {"JSON_BEHAVIOR_DEFAULT", " DEFAULT "},
    };
    if (!behavior) { return; }
    read_all(std::move(*behavior), [&](fields& f) {
        f.ignore({"coerce"});
        out.print(word_for(words, f.text("btype")));
        if (auto value = optional(f.child("expr"), f.at())) { out.argument(std::move(*value)); }
        out.print(when);
        return true;
    });
}

syntax::expression translator::json_function(fields& f) {
    static constexpr word names[]{{"JSON_EXISTS_OP", "JSON_EXISTS("},
                                  {"JSON_QUERY_OP", "JSON_QUERY("},
                                  {"JSON_VALUE_OP", "JSON_VALUE("}};
    form_builder out;
    out.print(word_for(names, f.text("op")));
    json_value(out, f.part("context_item", "JsonValueExpr"));
    out.print(", ").argument(required(f.child("pathspec"), f.at()));
    json_passing(out, f.children("passing"), f.at());
    json_output(out, f.part("output", "JsonOutput"));
    out.print(word_for(json_wrappers, f.text("wrapper"))).print(word_for(json_quotes, f.text("quotes")));
    json_behavior(out, f.part("on_empty", "JsonBehavior"), " ON EMPTY");
    json_behavior(out, f.part("on_error", "JsonBehavior"), " ON ERROR");
    return out.print(")").build(f.at());
}

syntax::expression translator::json_object(fields& f) {
    form_builder out;
    auto const pairs = f.children("exprs");
    out.print("JSON_OBJECT(").list(pairs, ", ", [&](const node& n) {
        json_key_value(out, fields(n.kind, n.content, f.at()));
    });
    bool const absent = f.flag("absent_on_null");
    bool const unique = f.flag("unique");
    if (!pairs.empty()) { out.print(on_null(absent)).print(unique_keys(unique)); }
    json_output(out, f.part("output", "JsonOutput"));
    return out.print(")").build(f.at());
}

syntax::expression translator::json_array(fields& f) {
    form_builder out;
    auto const elements = f.children("exprs");
    out.print("JSON_ARRAY(").list(elements, ", ", [&](const node& n) {
        json_value(out, fields(n.kind, n.content, f.at()));
    });
    bool const absent = f.flag("absent_on_null");
    if (!elements.empty()) { out.print(on_null(absent)); }
    json_output(out, f.part("output", "JsonOutput"));
    return out.print(")").build(f.at());
}

syntax::expression translator::json_array_of_query(fields& f) {
    throw refusal_of("JSON_ARRAY of a subquery", f.at());
}

syntax::expression translator::json_aggregate(form_builder call, fields constructor,
                                              const sql::text& options) {
    return read_all(std::move(constructor), [&](fields& f) {
        if (auto const order = f.children("agg_order"); !order.empty()) {
            call.print(" ORDER BY ").list(order, ", ", [&](const node& n) {
                auto key = sort_key(n, f.at());
                call.argument(std::move(key.by)).print(key.order);
            });
        }
        call.print(options);
        json_output(call, f.part("output", "JsonOutput"));
        syntax::special_aggregate result{call.print(")").form(), {}, over(f)};
        if (auto filter = optional(f.child("agg_filter"), f.at())) {
            result.filter.push_back(std::move(*filter));
        }
        return syntax::expression{f.at(), std::move(result)};
    });
}

syntax::expression translator::json_object_aggregate(fields& f) {
    form_builder out;
    json_key_value(out.print("JSON_OBJECTAGG("), f.part("arg", "JsonKeyValue"));
    bool const absent = f.flag("absent_on_null");
    auto const options = sql::build("{}{}", on_null(absent), unique_keys(f.flag("unique")));
    return json_aggregate(std::move(out), f.part("constructor", "JsonAggConstructor").value(), options);
}

syntax::expression translator::json_array_aggregate(fields& f) {
    form_builder out;
    json_value(out.print("JSON_ARRAYAGG("), f.part("arg", "JsonValueExpr"));
    auto const options = on_null(f.flag("absent_on_null"));
    return json_aggregate(std::move(out), f.part("constructor", "JsonAggConstructor").value(), options);
}

syntax::expression translator::is_json(fields& f) {
    static constexpr word items[]{{"JS_TYPE_ANY", ""},
                                  {"JS_TYPE_OBJECT", " OBJECT"},
                                  {"JS_TYPE_ARRAY", " ARRAY"},
                                  {"JS_TYPE_SCALAR", " SCALAR"}};
    form_builder out;
    out.print("(")
        .argument(required(f.child("expr"), f.at()))
        .print(json_format(f.part("format", "JsonFormat")));
    out.print(" IS JSON")
        .print(word_for(items, f.text("item_type")))
        .print(unique_keys(f.flag("unique_keys")));
    return out.print(")").build(f.at());
}

syntax::expression translator::json_parse(fields& f) {
    form_builder out;
    json_value(out.print("JSON("), f.part("expr", "JsonValueExpr"));
    out.print(unique_keys(f.flag("unique_keys")));
    json_output(out, f.part("output", "JsonOutput"));
    return out.print(")").build(f.at());
}

syntax::expression translator::json_scalar(fields& f) {
    form_builder out;
    out.print("JSON_SCALAR(").argument(required(f.child("expr"), f.at()));
    json_output(out, f.part("output", "JsonOutput"));
    return out.print(")").build(f.at());
}

syntax::expression translator::json_serialize(fields& f) {
    form_builder out;
    json_value(out.print("JSON_SERIALIZE("), f.part("expr", "JsonValueExpr"));
    json_output(out, f.part("output", "JsonOutput"));
    return out.print(")").build(f.at());
}

} // namespace pgt::parse
