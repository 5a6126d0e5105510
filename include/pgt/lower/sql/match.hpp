/// What a pair of rows has to satisfy to be joined, and both rows side by side.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <vector>

namespace pgt::lower::detail {

/// The columns of a key, and their types.
[[nodiscard]] std::vector<sql::text> key_texts(const key& k, const block& b);
[[nodiscard]] row_type key_types(relational& r, const key& k, const circuit& c, const block& b);

/// A key of the rows of a circuit, which have become a block.
struct keyed_block {
    const key& by;
    const circuit& rows;
    const block& as;
};
/// The columns of two keys that are compared, and their types.
struct key_pair {
    std::vector<sql::text> left;
    std::vector<sql::text> right;
    row_type left_types;
    row_type right_types;
};

/// The columns by which two blocks are compared.
[[nodiscard]] key_pair keys_of(relational& r, const keyed_block& a, const keyed_block& b);

/// The keys as they can be compared and hashed: with the types that both have in common.
[[nodiscard]] key_pair comparable(relational& r, key_pair keys);

[[nodiscard]] sql::text condition_text(const pair_condition& condition, const block& a, const block& b);

/// Everything that has to hold of a pair.
[[nodiscard]] std::vector<sql::text> match_conditions(relational& r, const join_match& on, const circuit& a,
                                                      const block& left, const circuit& b,
                                                      const block& right);

/// Both blocks in one, with the columns of both.
[[nodiscard]] block side_by_side(const block& a, const block& b);
/// The pair of rows as a pairing makes one of it.
[[nodiscard]] block paired(relational& r, const pairing& pair, const block& a, const block& b);

} // namespace pgt::lower::detail
