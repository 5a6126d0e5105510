#include <pgt/expr/list.hpp>

namespace pgt {

std::vector<expression> columns_from(std::size_t first, std::size_t count) {
    std::vector<expression> result;
    for (std::size_t i = 0; i < count; ++i) { result.push_back(expression::column(first + i)); }
    return result;
}

std::vector<expression> substituted(std::span<const expression> list, std::span<const expression> columns) {
    std::vector<expression> result;
    for (const auto& e : list) { result.push_back(e.substitute(columns)); }
    return result;
}

namespace {
void split(const expression& condition, std::vector<expression>& out) {
    if (condition.op() != operation::logical_and) {
        out.push_back(condition);
        return;
    }
    for (const auto& arg : condition.args()) { split(arg, out); }
}
} // namespace

std::vector<expression> operands_of_and(std::span<const expression> conditions) {
    std::vector<expression> result;
    for (const auto& condition : conditions) { split(condition, result); }
    return result;
}

expression all_of(std::span<const expression> conditions) {
    if (conditions.size() == 1) { return conditions.front(); }
    auto const half = (conditions.size() + 1) / 2;
    return conjunction(all_of(conditions.first(half)), all_of(conditions.subspan(half)));
}

} // namespace pgt
