/// What JSON functions and JSON_TABLE have in common in their grammar.
#pragma once

#include "fields.hpp"
#include "form_builder.hpp"

#include <optional>

namespace pgt::parse {

inline constexpr word json_wrappers[]{
    {"JSW_UNSPEC", ""},
    {"JSW_NONE", " WITHOUT WRAPPER"},
    {"JSW_CONDITIONAL", " WITH CONDITIONAL WRAPPER"},
    {"JSW_UNCONDITIONAL", " WITH UNCONDITIONAL WRAPPER"},
};
inline constexpr word json_quotes[]{
    {"JS_QUOTES_UNSPEC", ""}, {"JS_QUOTES_KEEP", " KEEP QUOTES"}, {"JS_QUOTES_OMIT", " OMIT QUOTES"}};

/// ` FORMAT JSON ENCODING UTF8`, or nothing.
[[nodiscard]] sql::text json_format(std::optional<fields> f);

} // namespace pgt::parse
