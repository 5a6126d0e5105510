#include "circuit/ordered.hpp"

#include <dbsp/value/compare.hpp>

#include <cstddef>
#include <cstdint>

namespace pgt::detail {

bool is_descending(const order_key& key) { return key.order.str().contains(" DESC"); }

namespace {

bool puts_nulls_first(const order_key& key) {
    auto const& text = key.order.str();
    if (text.contains(" USING ")) { throw not_evaluable("an order by an operator"); }
    return text.contains(" NULLS FIRST") || (is_descending(key) && !text.contains(" NULLS LAST"));
}

std::strong_ordering ordered_by(const order_key& key, const row& a, const row& b) {
    auto const x = key.by.evaluate(a);
    auto const y = key.by.evaluate(b);
    auto const ascending = dbsp::compare(x, y);
    if (x && y) { return is_descending(key) ? 0 <=> ascending : ascending; }
    if (x.has_value() == y.has_value()) { return std::strong_ordering::equal; }
    return x.has_value() == puts_nulls_first(key) ? std::strong_ordering::greater
                                                  : std::strong_ordering::less;
}

} // namespace

std::strong_ordering ordered(std::span<const order_key> keys, const row& a, const row& b) {
    for (const auto& key : keys) {
        if (auto const order = ordered_by(key, a, b); order != 0) { return order; }
    }
    return std::strong_ordering::equal;
}

std::vector<row> repeated(const dbsp::zset<row, dbsp::default_weight>& rows) {
    std::vector<row> result;
    for (const auto& [columns, weight] : rows) {
        result.insert(result.end(), static_cast<std::size_t>(static_cast<std::int64_t>(weight)), columns);
    }
    return result;
}

} // namespace pgt::detail
