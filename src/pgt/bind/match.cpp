#include "bind/match.hpp"

#include "bind/conditions.hpp"
#include "bind/relation.hpp"

#include <cstddef>

namespace pgt::bind::detail {

std::optional<key_pair> as_key(const expression& condition, const part& left, const part& right) {
    if (condition.op() != operation::equal) { return std::nullopt; }
    const auto& a = condition.args()[0];
    const auto& b = condition.args()[1];
    auto const of = [](const expression& e, const part& p) {
        return !e.columns().empty() && reads_only(e, p.layout);
    };
    if (of(a, left) && of(b, right)) { return key_pair{a, b}; }
    if (of(b, left) && of(a, right)) { return key_pair{b, a}; }
    return std::nullopt;
}

match matched(const part& left, const part& right, const std::vector<expression>& conditions,
              std::size_t width) {
    match result;
    std::vector<expression> residual;
    auto const both = positions(part{left.rows, concatenated(left, right)}, width);
    for (const auto& condition : conditions) {
        if (auto pair = as_key(condition, left, right)) {
            result.left_key.push_back(pair->left.substitute(positions(left, width)));
            result.right_key.push_back(pair->right.substitute(positions(right, width)));
        } else {
            residual.push_back(condition.substitute(both));
        }
    }
    if (!residual.empty()) { result.residual = pair_condition(left.layout.size(), all_of(residual)); }
    return result;
}

pairing whole_pair(const part& left, const part& right) {
    return {left.layout.size(), columns_from(0, left.layout.size() + right.layout.size())};
}

} // namespace pgt::bind::detail
