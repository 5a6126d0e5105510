#include "circuit/limited.hpp"

#include <pgt/circuit/functions.hpp>

#include <dbsp/value/compare.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace pgt {

/// What PostgreSQL counts with is a bigint.
std::optional<std::uint64_t> row_limit::end() const {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return count && *count <= most - offset ? std::optional(offset + *count) : std::nullopt;
}

namespace detail {

namespace {

bool is_descending(const order_key& key) { return key.order.str().contains(" DESC"); }
bool puts_nulls_first(const order_key& key) {
    const auto& text = key.order.str();
    if (text.contains(" USING ")) { throw not_evaluable("an order by an operator"); }
    return text.contains(" NULLS FIRST") || (is_descending(key) && !text.contains(" NULLS LAST"));
}

std::strong_ordering ordered(const order_key& key, const row& a, const row& b) {
    auto const x = key.by.evaluate(a);
    auto const y = key.by.evaluate(b);
    auto const ascending = dbsp::compare(x, y);
    if (x && y) { return is_descending(key) ? 0 <=> ascending : ascending; }
    if (x.has_value() == y.has_value()) { return std::strong_ordering::equal; }
    return x.has_value() == puts_nulls_first(key) ? std::strong_ordering::greater
                                                  : std::strong_ordering::less;
}

std::strong_ordering ordered(const row_limit& limit, const row& a, const row& b) {
    for (const auto& key : limit.order) {
        if (auto const order = ordered(key, a, b); order != 0) { return order; }
    }
    return std::strong_ordering::equal;
}

/// How many of the rows are kept, from the first one on.
std::size_t kept(const row_limit& limit, const std::vector<row>& sorted) {
    auto const end = limit.end();
    if (limit.count == 0U) { return 0; }
    if (!end || *end >= sorted.size()) { return sorted.size(); }
    auto last = static_cast<std::size_t>(*end);
    while (limit.with_ties && last < sorted.size() && ordered(limit, sorted[last - 1], sorted[last]) == 0) {
        ++last;
    }
    return last;
}

} // namespace

std::vector<row> limited(const row_limit& limit, const dbsp::zset<row, dbsp::default_weight>& rows) {
    std::vector<row> sorted;
    for (const auto& [columns, weight] : rows) {
        sorted.insert(sorted.end(), static_cast<std::size_t>(static_cast<std::int64_t>(weight)), columns);
    }
    std::ranges::sort(sorted, [&](const row& a, const row& b) {
        auto const order = ordered(limit, a, b);
        return order != 0 ? order < 0 : dbsp::compare(a, b) < 0;
    });
    sorted.resize(kept(limit, sorted));
    sorted.erase(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(
                                                      std::min<std::uint64_t>(limit.offset, sorted.size())));
    return sorted;
}

std::string label(const row_limit& limit) {
    std::string text = limit.count ? "limit " + std::to_string(*limit.count) : "all";
    if (limit.with_ties) { text += " with ties"; }
    if (limit.offset > 0) { text += " offset " + std::to_string(limit.offset); }
    for (const auto& key : limit.order) {
        text += (&key == limit.order.data() ? " order by " : ", ") + label(std::span(&key.by, 1)) +
                key.order.str();
    }
    return text;
}

} // namespace detail

} // namespace pgt
