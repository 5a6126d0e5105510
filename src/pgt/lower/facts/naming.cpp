#include <pgt/lower/facts/naming.hpp>

#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <utility>

namespace pgt::lower {

const std::vector<sql::text>& column_names::of(const circuit& c) {
    return known_.once(c, [&] {
        const piece here(c);
        return here.entry().names(*this, here);
    });
}

std::vector<sql::text> column_names::of_leaf(const circuit& c, const leaf& which) {
    auto const index = source_index(query_, which.name);
    if (!index) { return plain(c); }
    std::vector<sql::text> result;
    for (const auto& column : query_.sources[*index].relation.columns) {
        result.push_back(sql::from_server(column.name));
    }
    return result;
}

std::vector<sql::text> column_names::plain(const circuit& c) {
    return detail::plain_columns(types_.of(c).size());
}

std::vector<sql::text> printed_names(const std::vector<expression>& list,
                                     const std::vector<sql::text>& names) {
    constexpr std::size_t longest = 200;
    std::vector<sql::text> result;
    for (const auto& e : list) {
        auto text = e.print(names);
        result.push_back(text.str().size() > longest ? column_name(result.size()) : std::move(text));
    }
    return result;
}

} // namespace pgt::lower
