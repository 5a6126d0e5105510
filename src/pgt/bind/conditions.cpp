#include "bind/conditions.hpp"

#include <pgt/circuit/functions.hpp>

namespace pgt::bind::detail {

namespace {

/// Whether a condition on nothing is true, as far as can be told without the server.
bool is_always_true(const expression& e) {
    if (e.known()) { return *e.known() == value(true); }
    if (!e.columns().empty()) { return false; }
    try {
        return e.evaluate({}) == value(true);
    } catch (const not_evaluable&) { return false; }
}

} // namespace

std::vector<expression> conjuncts(const std::vector<expression>& conditions) {
    auto result = operands_of_and(conditions);
    std::erase_if(result, is_always_true);
    return result;
}

bool reads_only(const expression& e, const std::vector<std::size_t>& layout) {
    return std::ranges::all_of(e.columns(),
                               [&](std::size_t number) { return std::ranges::contains(layout, number); });
}

std::vector<expression> take_filters(std::vector<expression>& conditions,
                                     const std::vector<std::size_t>& layout) {
    return take(conditions,
                [&](const expression& e) { return !e.columns().empty() && reads_only(e, layout); });
}

} // namespace pgt::bind::detail
