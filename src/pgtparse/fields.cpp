#include "fields.hpp"

#include <pgt/syntax/refusal.hpp>

#include <algorithm>
#include <stdexcept>

namespace pgt::parse {

node as_node(const json::value& wrapped) {
    auto const inside = wrapped.children();
    if (wrapped.kind() != json::kind::object || inside.empty()) { return {"nothing", wrapped}; }
    return {inside.front().name(), inside.front()};
}

namespace {
/// Nodes without a position have -1; those at the very beginning have none.
int own_position(const json::value& content, int around) {
    for (const auto& field : content.children()) {
        if (field.name() == "location") {
            auto const at = std::stoi(field.text());
            return at < 0 ? around : at;
        }
    }
    return around;
}
} // namespace

fields::fields(std::string kind, const json::value& content, int at)
    : kind_(std::move(kind)), at_(own_position(content, at)) {
    for (const auto& one : content.children()) { fields_.push_back({one, one.name() == "location"}); }
}

const json::value* fields::take(std::string_view name) {
    auto const found = std::ranges::find(fields_, name, [](const field& f) { return f.content.name(); });
    if (found == fields_.end()) { return nullptr; }
    found->asked = true;
    return &found->content;
}

bool fields::has(std::string_view name) const {
    return std::ranges::any_of(fields_, [&](const field& f) { return f.content.name() == name; });
}
std::optional<node> fields::child(std::string_view name) {
    const auto* found = take(name);
    return found ? std::optional(as_node(*found)) : std::nullopt;
}
std::vector<node> fields::children(std::string_view name) {
    std::vector<node> result;
    if (const auto* found = take(name)) {
        for (const auto& element : found->children()) { result.push_back(as_node(element)); }
    }
    return result;
}
std::optional<fields> fields::part(std::string_view name, std::string kind) {
    const auto* found = take(name);
    return found ? std::optional(fields(std::move(kind), *found, at_)) : std::nullopt;
}
std::string fields::text(std::string_view name) {
    const auto* found = take(name);
    return found ? found->text() : std::string();
}
bool fields::flag(std::string_view name) { return text(name) == "true"; }
int fields::number(std::string_view name) {
    auto const printed = text(name);
    return printed.empty() ? 0 : std::stoi(printed);
}
std::vector<std::string> fields::names(std::string_view name) {
    std::vector<std::string> result;
    for (const auto& element : children(name)) {
        if (element.kind != "String") {
            throw syntax::not_incremental(kind_ + " with a " + element.kind + " in " + std::string(name),
                                          "Only names are understood there.", at_);
        }
        result.push_back(fields("String", element.content, at_).text("sval"));
    }
    return result;
}
void fields::ignore(std::initializer_list<std::string_view> names) {
    for (auto const name : names) { text(name); }
}

void fields::finish() const {
    auto const left = std::ranges::find(fields_, false, &field::asked);
    if (left == fields_.end()) { return; }
    throw syntax::not_incremental(kind_ + " with " + left->content.name(),
                                  "pg_trickle does not support this part of PostgreSQL's grammar.", at_);
}

} // namespace pgt::parse
