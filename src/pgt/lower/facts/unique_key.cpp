#include <pgt/lower/facts/unique_key.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

namespace {
/// How many keys of a piece are kept: a join has the keys of its sides and those of both together.
constexpr std::size_t most_keys = 32;

/// The keys without those that hold another one, in their order; the shortest if there are too many.
std::vector<column_set> minimal(std::vector<column_set> keys) {
    std::ranges::stable_sort(keys, {}, &column_set::size);
    std::vector<column_set> result;
    for (auto& key : keys) {
        if (result.size() == most_keys) { break; }
        auto const holds = [&](const column_set& other) { return std::ranges::includes(key, other); };
        if (std::ranges::none_of(result, holds)) { result.push_back(std::move(key)); }
    }
    return result;
}

/// One output column for each input column, where some occur twice.
column_set first_of_each(const mapping& fn, const column_set& columns) {
    std::set<std::size_t> seen;
    column_set result;
    for (std::size_t const i : columns) {
        if (seen.insert(*fn.columns()[i].as_column()).second) { result.insert(i); }
    }
    return result;
}

column_set shifted(const column_set& columns, std::size_t by) {
    column_set result;
    for (std::size_t const i : columns) { result.insert(i + by); }
    return result;
}

std::vector<column_set> joined(const pairing& pair, const keyed_side& a, const keyed_side& b,
                               padding missing) {
    if (pair.is_first()) { return {}; }
    std::vector<column_set> keys;
    if (b.is_unique() && !missing.left) { keys = a.keys; }
    if (a.is_unique() && !missing.right) {
        for (const auto& key : b.keys) { keys.push_back(shifted(key, pair.left_width())); }
    }
    for (const auto& x : a.keys) {
        for (const auto& y : b.keys) {
            auto key = shifted(y, pair.left_width());
            key.insert(x.begin(), x.end());
            keys.push_back(std::move(key));
        }
    }
    return mapped_keys(mapping(pair.columns()), keys);
}
} // namespace

bool keyed_side::is_unique() const {
    return std::ranges::any_of(keys,
                               [&](const column_set& key) { return std::ranges::includes(looked_up, key); });
}

const std::vector<column_set>& key_finder::of(const circuit& c) {
    return known_.once(c, [&] {
        const piece here(c);
        return minimal(here.entry().keys(*this, here));
    });
}

std::vector<column_set> key_finder::of_leaf(const leaf& which) const {
    if (which.of != version::now) { return {}; }
    if (auto const assumed = assumed_.find(which.name); assumed != assumed_.end()) { return assumed->second; }
    std::vector<column_set> result;
    if (auto const index = source_index(query_, which.name)) {
        const auto& source = query_.sources[*index];
        // A column that the query does not read is NULL where a row is stored: it tells no rows apart.
        const auto is_read = [&source](std::size_t column) {
            return std::ranges::contains(source.used, column);
        };
        for (const auto& key : source.relation.keys) {
            if (std::ranges::all_of(key, is_read)) { result.emplace_back(key.begin(), key.end()); }
        }
    } else if (find_constants(query_, which.name) == nullptr) {
        result.emplace_back();
    }
    return result;
}

std::vector<column_set> key_finder::of_join(const join_match& on, const pairing& pair, const circuit& a,
                                            const circuit& b, padding missing) {
    bool const both_ways = missing.left && missing.right;
    keyed_side const left{both_ways ? never_null(a) : of(a), looked_up(on, a, b, 0)};
    keyed_side const right{of(b), looked_up(on, a, b, 1)};
    return joined(pair, left, right, missing);
}

std::vector<column_set> key_finder::of_product(const pairing& pair, const circuit& a, const circuit& b) {
    return joined(pair, {of(a), {}}, {of(b), {}}, {});
}

/// Keys some column of which is never NULL.  Rows of a full join without a partner on either side differ by such a column only.
std::vector<column_set> key_finder::never_null(const circuit& c) {
    auto const& rows = types_.of(c);
    auto keys = of(c);
    std::erase_if(keys, [&](const column_set& key) {
        return std::ranges::all_of(key, [&](std::size_t i) { return rows.at(i).nullable; });
    });
    return keys;
}

/// The columns of a side that a join compares so that values stay apart which the column's own equality tells apart.
column_set key_finder::looked_up(const join_match& on, const circuit& a, const circuit& b, std::size_t side) {
    column_set result;
    if (on.left.is_identity() || on.right.is_identity()) { return result; }
    auto const left = types_.of_expressions(on.left.columns(), types_.of(a));
    auto const right = types_.of_expressions(on.right.columns(), types_.of(b));
    for (std::size_t i = 0; i < left.size(); ++i) {
        auto const meaning = types_.compared(left[i].type, right.at(i).type);
        bool const apart = side == 0 ? meaning.tells_left_apart : meaning.tells_right_apart;
        auto const column = (side == 0 ? on.left : on.right).columns()[i].as_column();
        if (apart && column) { result.insert(*column); }
    }
    return result;
}

std::vector<column_set> mapped_keys(const mapping& fn, const std::vector<column_set>& keys) {
    if (fn.is_identity()) { return keys; }
    std::vector<column_set> result;
    for (const auto& key : keys) {
        column_set moved;
        for (std::size_t i = 0; i < fn.columns().size(); ++i) {
            if (auto const c = fn.columns()[i].as_column(); c && key.contains(*c)) { moved.insert(i); }
        }
        column_set found;
        for (std::size_t const i : moved) { found.insert(*fn.columns()[i].as_column()); }
        if (found == key) { result.push_back(first_of_each(fn, moved)); }
    }
    return result;
}

std::optional<column_set> unique_key(const bind::query& query, typing& types, const circuit& c) {
    auto const keys = key_finder(query, types).of(c);
    auto const least = std::ranges::min_element(keys, {}, &column_set::size);
    return least == keys.end() ? std::nullopt : std::optional(*least);
}

} // namespace pgt::lower
