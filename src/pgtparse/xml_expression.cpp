#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

#include <array>

namespace pgt::parse {

namespace {
sql::pattern<> document_or_content(const std::string& option) {
    return option == "XMLOPTION_DOCUMENT" ? sql::pattern<>("DOCUMENT ") : sql::pattern<>("CONTENT ");
}
/// The constant that the grammar itself has added to the arguments.
std::string constant_in(const node& n, std::string_view kind, int at) {
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        auto inside = f.part(kind, std::string(kind));
        return inside ? inside->text(kind) : std::string();
    });
}
} // namespace

void translator::xml_named(form_builder& out, const std::vector<node>& list, int at) {
    out.list(list, ", ", [&](const node& n) {
        read_all(fields(n.kind, n.content, at), [&](fields& f) {
            out.argument(required(f.child("val"), f.at()));
            // Without a name it is the column's name, which the printed text need not have.
            auto name = f.text("name");
            if (name.empty()) { name = output_name(f.child("val").value()); }
            out.print(sql::build(" AS {}", sql::ident{name}));
            return true;
        });
    });
}

void translator::xml_element(form_builder& out, fields& f) {
    auto const name = f.text("name");
    out.print(sql::build("XMLELEMENT(NAME {}", sql::ident{name}));
    if (auto const attributes = f.children("named_args"); !attributes.empty()) {
        out.print(", XMLATTRIBUTES(");
        xml_named(out, attributes, f.at());
        out.print(")");
    }
    for (auto& content : list(f.children("args"), f.at())) { out.print(", ").argument(std::move(content)); }
}

void translator::xml_parse(form_builder& out, fields& f) {
    auto const args = f.children("args");
    out.print("XMLPARSE(")
        .print(document_or_content(f.text("xmloption")))
        .argument(expression(args.at(0), f.at()));
    bool const preserve = constant_in(args.at(1), "boolval", f.at()) == "true";
    preserve ? out.print(" PRESERVE WHITESPACE") : out.print(" STRIP WHITESPACE");
}

void translator::xml_root(form_builder& out, fields& f) {
    static constexpr std::array<sql::pattern<>, 4> standalone{", STANDALONE YES", ", STANDALONE NO",
                                                              ", STANDALONE NO VALUE", ""};
    auto const args = f.children("args");
    auto version = expression(args.at(1), f.at());
    out.print("XMLROOT(").argument(expression(args.at(0), f.at())).print(", VERSION ");
    auto const* constant = std::get_if<syntax::constant>(&version.is);
    if (constant != nullptr && constant->known && !*constant->known) {
        out.print("NO VALUE");
    } else {
        out.argument(std::move(version));
    }
    auto const choice = constant_in(args.at(2), "ival", f.at());
    out.print(standalone.at(choice.empty() ? 0 : std::stoul(choice)));
}

syntax::expression translator::xml(fields& f) {
    auto const op = f.text("op");
    form_builder out;
    if (op == "IS_DOCUMENT") {
        f.ignore({"xmloption"});
        return out.print("(")
            .list(list(f.children("args"), f.at()), ", ")
            .print(" IS DOCUMENT)")
            .build(f.at());
    }
    if (op == "IS_XMLELEMENT") {
        xml_element(out, f);
    } else if (op == "IS_XMLFOREST") {
        out.print("XMLFOREST(");
        xml_named(out, f.children("named_args"), f.at());
    } else if (op == "IS_XMLCONCAT") {
        out.print("XMLCONCAT(").list(list(f.children("args"), f.at()), ", ");
    } else if (op == "IS_XMLPARSE") {
        xml_parse(out, f);
    } else if (op == "IS_XMLPI") {
        auto const name = f.text("name");
        out.print(sql::build("XMLPI(NAME {}", sql::ident{name}));
        for (auto& content : list(f.children("args"), f.at())) {
            out.print(", ").argument(std::move(content));
        }
    } else if (op == "IS_XMLROOT") {
        xml_root(out, f);
    } else {
        throw refusal_of(op, f.at());
    }
    f.ignore({"xmloption"}); // set for all of them, with a meaning only for XMLPARSE
    return out.print(")").build(f.at());
}

syntax::expression translator::xml_serialize(fields& f) {
    form_builder out;
    out.print("XMLSERIALIZE(")
        .print(document_or_content(f.text("xmloption")))
        .argument(required(f.child("expr"), f.at()));
    out.print(sql::build(" AS {}", type(f.part("typeName", "TypeName").value()).printed));
    if (f.flag("indent")) { out.print(" INDENT"); }
    return out.print(")").build(f.at());
}

} // namespace pgt::parse
