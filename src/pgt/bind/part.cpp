#include "bind/part.hpp"

#include "bind/conditions.hpp"

#include <dbsp/operator/filter.hpp>

#include <utility>

namespace pgt::bind::detail {

std::vector<expression> positions(const std::vector<std::size_t>& layout, std::size_t width) {
    std::vector<expression> result(width, expression::null());
    for (std::size_t i = 0; i < layout.size(); ++i) { result[layout[i]] = expression::column(i); }
    return result;
}

std::vector<std::size_t> concatenated(const part& left, const part& right) {
    auto result = left.layout;
    result.insert(result.end(), right.layout.begin(), right.layout.end());
    return result;
}

part filtered(part p, const std::vector<expression>& conditions, std::size_t width) {
    if (conditions.empty()) { return p; }
    auto condition = all_of(conditions).substitute(positions(p.layout, width));
    p.rows = dbsp::filter(std::move(p.rows), predicate(std::move(condition)));
    return p;
}

} // namespace pgt::bind::detail
