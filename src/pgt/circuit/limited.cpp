#include "circuit/limited.hpp"

#include "circuit/ordered.hpp"

#include <pgt/circuit/functions.hpp>

#include <dbsp/value/compare.hpp>

#include <algorithm>
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

/// How many of the rows are kept, from the first one on.
std::size_t kept(const row_limit& limit, const std::vector<row>& sorted) {
    auto const end = limit.end();
    if (limit.count == 0U) { return 0; }
    if (!end || *end >= sorted.size()) { return sorted.size(); }
    auto last = static_cast<std::size_t>(*end);
    while (limit.with_ties && last < sorted.size() &&
           ordered(limit.order, sorted[last - 1], sorted[last]) == 0) {
        ++last;
    }
    return last;
}

} // namespace

std::vector<row> limited(const row_limit& limit, const dbsp::zset<row, dbsp::default_weight>& rows) {
    auto sorted = repeated(rows);
    std::ranges::sort(sorted, [&](const row& a, const row& b) {
        auto const order = ordered(limit.order, a, b);
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
