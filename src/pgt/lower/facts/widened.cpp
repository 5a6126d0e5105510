#include "lower/facts/widened.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::lower {

namespace {

/// Whether an expression is the cast of a column to one of these types.
bool is_cast_to(std::span<const std::string_view> types, const expression& e, std::size_t column) {
    std::vector<sql::text> const names(column + 1, sql::build("x"));
    auto const printed = e.print(names);
    return std::ranges::any_of(types, [&](std::string_view type) {
        return printed.str() == std::string("CAST(x AS ").append(type).append(")");
    });
}

} // namespace

std::optional<std::size_t> widened_column(const expression& e, const row_type& in) {
    if (e.as_column() || e.op() != operation::server || e.args().size() != 1) { return std::nullopt; }
    auto const column = e.args().front().as_column();
    if (!column || *column >= in.size()) { return std::nullopt; }
    const std::string& from = in[*column].type.name;
    static constexpr std::array<std::string_view, 2> from_smallint{"integer", "bigint"};
    static constexpr std::array<std::string_view, 1> from_integer{"bigint"};
    static constexpr std::array<std::string_view, 1> from_text{"text"};
    bool const is_wider = (from == "smallint" && is_cast_to(from_smallint, e, *column)) ||
                          (from == "integer" && is_cast_to(from_integer, e, *column)) ||
                          (from.starts_with("character varying") && is_cast_to(from_text, e, *column));
    return is_wider ? column : std::nullopt;
}

} // namespace pgt::lower
