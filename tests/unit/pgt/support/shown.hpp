/// Syntax trees as text, to compare them with what is expected.
#pragma once

#include <pgt/syntax/select.hpp>

#include <string>

namespace support {

inline std::string shown(const pgt::syntax::expression& e);

inline std::string shown(const pgt::syntax::form& f) {
    std::string text;
    for (std::size_t i = 0; i < f.args.size(); ++i) { text += f.pieces[i].str() + shown(f.args[i]); }
    return text + f.pieces.back().str();
}
inline std::string shown(const pgt::syntax::column_reference& c) {
    std::string text;
    for (const auto& name : c.names) { text += (text.empty() ? "" : ".") + name; }
    return c.star ? text + (text.empty() ? "*" : ".*") : text;
}
inline std::string shown(const pgt::syntax::constant& c) { return c.printed.str(); }
inline std::string shown(const pgt::syntax::grouping_call& g) {
    std::string text = "grouping";
    for (const auto& arg : g.args) { text += " " + shown(arg); }
    return text;
}
inline std::string shown(const pgt::syntax::sublink&) { return "<sublink>"; }
inline std::string shown(const pgt::syntax::special_aggregate& a) {
    return shown(a.call) + (a.filter.empty() ? "" : " filter " + shown(a.filter[0]));
}
inline std::string shown(const pgt::syntax::function_call& f) {
    std::string text = f.schema.empty() ? f.name + "(" : f.schema + "." + f.name + "(";
    if (f.star) { text += "*"; }
    if (f.distinct) { text += "distinct "; }
    for (std::size_t i = 0; i < f.args.size(); ++i) {
        if (i > 0) { text += ", "; }
        if (f.variadic && i + 1 == f.args.size()) { text += "variadic "; }
        if (!f.arg_names[i].empty()) { text += f.arg_names[i] + " => "; }
        text += shown(f.args[i]);
    }
    text += ")";
    for (const auto& key : f.order_by) { text += " order " + shown(key.by) + key.order.str(); }
    if (f.within_group) { text += " within group"; }
    return f.filter.empty() ? text : text + " filter " + shown(f.filter[0]);
}
inline std::string shown(const pgt::syntax::expression& e) {
    return std::visit([](const auto& is) { return shown(is); }, e.is);
}

} // namespace support
