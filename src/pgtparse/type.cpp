#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

namespace pgt::parse {

sql::text qualified(const std::vector<std::string>& names) {
    return sql::join(names, ".", [](const std::string& name) { return sql::ident{name}; });
}

sql::text translator::type(fields type_name) {
    return read_all(std::move(type_name), [&](fields& f) {
        f.ignore({"typemod"}); // always -1: modifiers stand in typmods
        auto printed = qualified(f.names("names"));
        if (auto const modifiers = f.children("typmods"); !modifiers.empty()) {
            auto const list_of = sql::join(modifiers, ", ", [&](const node& n) {
                auto const e = expression(n, f.at());
                const auto* c = std::get_if<syntax::constant>(&e.is);
                if (c == nullptr) {
                    throw syntax::not_incremental("a type modifier that is no constant",
                                                  "It can't be printed.", f.at());
                }
                return c->printed;
            });
            printed = sql::build("{}({})", printed, list_of);
        }
        for (std::size_t i = f.children("arrayBounds").size(); i > 0; --i) {
            printed = sql::build("{}[]", printed);
        }
        return printed;
    });
}

} // namespace pgt::parse
