#include <pgt/circuit/functions.hpp>

#include "circuit/aggregated.hpp"
#include "circuit/limited.hpp"
#include "circuit/shown.hpp"
#include "circuit/windowed.hpp"
#include "expr/truth.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace pgt {

namespace detail {
row evaluate(std::span<const expression> list, const row& columns) {
    row result;
    for (const auto& e : list) { result.push_back(e.evaluate(columns)); }
    return result;
}
row concatenated(const row& a, const row& b) {
    row result = a;
    result.insert(result.end(), b.begin(), b.end());
    return result;
}

std::vector<sql::text> plain_names(std::span<const expression> list) {
    std::size_t width = 0;
    for (const auto& e : list) {
        auto const used = e.columns();
        if (!used.empty()) { width = std::max(width, *used.rbegin() + 1); }
    }
    std::vector<sql::text> names;
    for (std::size_t i = 0; i < width; ++i) { names.push_back(sql::build("c{}", i + 1)); }
    return names;
}

namespace {
std::string shown(const expression& e) { return e.print(plain_names(std::span(&e, 1))).str(); }
} // namespace

std::string label(std::span<const expression> list) {
    std::string text;
    for (const auto& e : list) { text += (text.empty() ? "" : ", ") + shown(e); }
    return "(" + text + ")";
}

std::optional<expression> one_side(const expression& e, std::size_t left_width, std::size_t side) {
    for (std::size_t const i : e.columns()) {
        if ((i >= left_width) != (side == 1)) { return std::nullopt; }
    }
    return side == 0 ? e : e.shifted(-static_cast<std::ptrdiff_t>(left_width));
}
} // namespace detail

mapping::mapping(const key& columns) : columns_(columns.columns()), identity_(columns.is_identity()) {}

mapping mapping::after(const mapping& first) const {
    if (identity_) { return first; }
    if (first.identity_) { return *this; }
    return mapping(substituted(columns_, first.columns_));
}

bool predicate::operator()(const row& columns) const {
    return detail::truth_of(condition_.evaluate(columns)) == true;
}
predicate predicate::also(const predicate& second) const {
    return predicate(conjunction(condition_, second.condition_));
}
std::optional<predicate> predicate::of_side(const pairing& pair, std::size_t side) const {
    if (pair.is_first()) { return side == 0 ? std::optional(*this) : std::nullopt; }
    auto own = detail::one_side(condition_.substitute(pair.columns()), pair.left_width(), side);
    return own ? std::optional(predicate(std::move(*own))) : std::nullopt;
}
std::string predicate::label() const { return detail::shown(condition_); }

pair_condition::pair_condition(const dbsp::flipped_condition<pair_condition>& flipped) {
    const auto& other = flipped.condition;
    if (!other.condition_) { return; }
    // The columns that came first now come second.  How many there are of the other side is not known to a condition, so the
    // columns keep their numbers and the rows are swapped when it is evaluated.
    *this = other;
    flipped_ = !other.flipped_;
}
bool pair_condition::operator()(const row& a, const row& b) const {
    if (!condition_) { return true; }
    auto const pair = flipped_ ? detail::concatenated(b, a) : detail::concatenated(a, b);
    return detail::truth_of(condition_->evaluate(pair)) == true;
}
std::string pair_condition::label() const { return condition_ ? detail::shown(*condition_) : ""; }

bool key::matches(const row& values) const {
    return nulls_match_ || std::ranges::all_of(values, [](const value& v) { return v.has_value(); });
}
key key::after(const mapping& first) const {
    if (first.is_identity()) { return *this; }
    if (all_) { return key(first.columns(), nulls_match_); }
    return key(substituted(columns_, first.columns()), nulls_match_);
}
std::optional<key> key::of_side(const pairing& pair, std::size_t side) const {
    if (pair.is_first()) { return side == 0 ? std::optional(*this) : std::nullopt; }
    std::vector<expression> own;
    for (const auto& e : all_ ? pair.columns() : substituted(columns_, pair.columns())) {
        auto part = detail::one_side(e, pair.left_width(), side);
        if (!part) { return std::nullopt; }
        own.push_back(std::move(*part));
    }
    return key(std::move(own), nulls_match_);
}
namespace {

/// A key of rows as one of the key of their group, where it reads columns alone that are columns of that key.
std::optional<std::vector<expression>> by_group_key(const std::vector<expression>& columns,
                                                    const std::vector<expression>& group) {
    std::size_t width = 0;
    for (const auto& e : columns) {
        for (std::size_t const i : e.columns()) {
            if (!std::ranges::contains(group, expression::column(i))) { return std::nullopt; }
            width = std::max(width, i + 1);
        }
    }
    std::vector<expression> places(width, expression::null());
    for (std::size_t i = 0; i < width; ++i) {
        auto const found = std::ranges::find(group, expression::column(i));
        if (found != group.end()) {
            places[i] = expression::column(static_cast<std::size_t>(found - group.begin()));
        }
    }
    return substituted(columns, places);
}

} // namespace

std::optional<key> key::of_group(const key& group, const group_function& fn) const {
    if (all_ || group.all_) { return std::nullopt; }
    if (fn.is_limit()) {
        auto own = by_group_key(columns_, group.columns_);
        return own ? std::optional(key(std::move(*own), nulls_match_)) : std::nullopt;
    }
    auto const width = group.columns_.size();
    for (const auto& e : columns_) {
        if (std::ranges::any_of(e.columns(), [&](std::size_t i) { return i >= width; })) {
            return std::nullopt;
        }
    }
    return *this;
}

namespace {
sql::text shown_call(const aggregate_call& call) {
    auto const text = sql::from_server(detail::shown(call.call));
    return call.filter
               ? sql::build("{} FILTER (WHERE {})", text, sql::from_server(detail::shown(*call.filter)))
               : text;
}
sql::text shown_call(const window_call& call) {
    std::vector<expression> read;
    for (std::size_t const i : call.columns()) { read.push_back(expression::column(i)); }
    return call.print(detail::plain_names(read));
}
} // namespace

std::string group_function::label() const {
    auto const shown = [](const auto& calls) {
        return sql::join(calls, ", ", [](const auto& call) { return shown_call(call); }).str();
    };
    if (is_limit()) { return detail::label(limit()); }
    const auto* windows = std::get_if<std::vector<window_call>>(&what_);
    return windows != nullptr ? shown(*windows) : shown(calls());
}
std::vector<row> group_function::results(const row& key, const group& rows) const {
    if (const auto* windows = std::get_if<std::vector<window_call>>(&what_)) {
        return detail::windowed(*windows, rows);
    }
    if (is_limit()) { return detail::limited(limit(), rows); }
    row out = key;
    for (const auto& call : calls()) { out.push_back(detail::aggregated(call, rows)); }
    return {std::move(out)};
}

} // namespace pgt
