/// `match`: what a join matches on.
#pragma once

#include "bind/part.hpp"

#include <optional>
#include <vector>

namespace pgt::bind::detail {

/// `a = b`, a reading the left side only and b the right one, or the other way round: the two sides of a join key.
struct key_pair {
    expression left;
    expression right;
};

/// The condition as a pair of keys, if it is one.
[[nodiscard]] std::optional<key_pair> as_key(const expression& condition, const part& left,
                                             const part& right);

/// What a join matches on, over the positions in the rows of its sides.
struct match {
    std::vector<expression> left_key;
    std::vector<expression> right_key;
    pair_condition residual;
};

[[nodiscard]] match matched(const part& left, const part& right, const std::vector<expression>& conditions,
                            std::size_t width);

/// All columns of both sides.
[[nodiscard]] pairing whole_pair(const part& left, const part& right);

} // namespace pgt::bind::detail
