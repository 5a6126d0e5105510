#include "circuit/partition.hpp"

#include "circuit/ordered.hpp"

#include <dbsp/value/compare.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <variant>

namespace pgt::detail {

namespace {

std::strong_ordering compared(const std::vector<expression>& list, const row& a, const row& b) {
    for (const auto& e : list) {
        if (auto const order = dbsp::compare(e.evaluate(a), e.evaluate(b)); order != 0) { return order; }
    }
    return std::strong_ordering::equal;
}

std::int64_t offset_of(const frame_bound<expression>& bound) {
    return std::get<std::int64_t>(*bound.offset.front().evaluate({}));
}

} // namespace

std::vector<std::vector<std::size_t>> partitions_of(const window_definition& over,
                                                    const std::vector<row>& rows) {
    std::vector<std::size_t> all(rows.size());
    std::iota(all.begin(), all.end(), 0);
    std::ranges::stable_sort(all, [&](std::size_t i, std::size_t j) {
        if (auto const order = compared(over.partition_by, rows[i], rows[j]); order != 0) {
            return order < 0;
        }
        if (auto const order = ordered(over.order_by, rows[i], rows[j]); order != 0) { return order < 0; }
        return dbsp::compare(rows[i], rows[j]) < 0;
    });
    std::vector<std::vector<std::size_t>> result;
    for (std::size_t const i : all) {
        if (result.empty() || compared(over.partition_by, rows[result.back().front()], rows[i]) != 0) {
            result.emplace_back();
        }
        result.back().push_back(i);
    }
    return result;
}

partition::partition(const window_definition& over, const std::vector<row>& rows,
                     const std::vector<std::size_t>& members)
    : over_(over), rows_(rows), members_(members) {
    if (over.frame) { frame_ = *over.frame; }
    for (std::size_t i = 0; i < size(); ++i) {
        bool const begins_group = i > 0 && ordered(over.order_by, at(i - 1), at(i)) != 0;
        groups_.push_back(i == 0 ? 0 : groups_.back() + (begins_group ? 1 : 0));
    }
}

std::size_t partition::first_peer(std::size_t i) const {
    return static_cast<std::size_t>(std::ranges::find(groups_, groups_[i]) - groups_.begin());
}

std::vector<std::size_t> partition::frame(std::size_t i) const {
    std::vector<std::size_t> result;
    for (std::size_t j = 0; j < size(); ++j) {
        if (is_after_start(i, j) && is_before_end(i, j) && !is_excluded(i, j)) { result.push_back(j); }
    }
    return result;
}

bool partition::is_excluded(std::size_t i, std::size_t j) const {
    switch (frame_.exclude) {
    case frame_exclusion::current_row: return i == j;
    case frame_exclusion::group: return groups_[i] == groups_[j];
    case frame_exclusion::ties: return i != j && groups_[i] == groups_[j];
    case frame_exclusion::none: break;
    }
    return false;
}

bool partition::is_after_start(std::size_t i, std::size_t j) const {
    return frame_.start.at == frame_limit::unbounded_preceding || against(frame_.start, i, j) >= 0;
}
bool partition::is_before_end(std::size_t i, std::size_t j) const {
    return frame_.end.at == frame_limit::unbounded_following || against(frame_.end, i, j) <= 0;
}

/// Where row `j` stands against a bound of the frame of row `i`.
std::strong_ordering partition::against(const frame_bound<expression>& bound, std::size_t i,
                                        std::size_t j) const {
    auto const number = [](std::size_t n) { return static_cast<std::int64_t>(n); };
    auto offset = bound.at == frame_limit::current_row ? 0 : offset_of(bound);
    if (bound.at == frame_limit::preceding) { offset = -offset; }
    if (frame_.unit == frame_unit::rows) { return number(j) - number(i) <=> offset; }
    if (frame_.unit == frame_unit::groups || bound.at == frame_limit::current_row) {
        return number(groups_[j]) - number(groups_[i]) <=> offset;
    }
    return in_range(offset, i, j);
}

/// By the difference of their values; those that are NULL are peers, and at no distance from others.
std::strong_ordering partition::in_range(std::int64_t offset, std::size_t i, std::size_t j) const {
    const auto& key = over_.order_by.at(0);
    auto const own = key.by.evaluate(at(i));
    auto const other = key.by.evaluate(at(j));
    if (!own || !other) { return groups_[j] <=> groups_[i]; }
    const auto* const from = std::get_if<std::int64_t>(&*own);
    const auto* const to = std::get_if<std::int64_t>(&*other);
    if (from == nullptr || to == nullptr) { throw not_evaluable("a range of anything but integers"); }
    return (is_descending(key) ? *from - *to : *to - *from) <=> offset;
}

} // namespace pgt::detail
