/// restrict: the rows whose key is among those that a change touches.
///
///     ... WHERE EXISTS (SELECT FROM change WHERE change.key = key)
///
/// which PostgreSQL turns into a join that starts from the change.  `=` finds no NULLs; where a key may have some, a second term
/// finds the rows with NULLs by hash, and is not even begun when no touched key has one.
#pragma once

#include <pgt/lower/operator/join.hpp>
#include <pgt/lower/operator/plus.hpp>
#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
inline sql::text exists(const block& in, const std::vector<sql::text>& conditions) {
    auto some = in;
    std::ranges::copy(conditions, std::back_inserter(some.where));
    return sql::build("EXISTS ({})", select_list(some, {}));
}
inline bool some_nullable(const row_type& types) {
    return std::ranges::any_of(types, &column_type::nullable);
}
/// One of those columns is NULL that may be.  Precondition: some may.
inline sql::text any_null(const std::vector<sql::text>& columns, const row_type& types) {
    std::vector<sql::text> tests;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (types.at(i).nullable) { tests.push_back(is_null(types[i].type, columns[i])); }
    }
    return sql::build("({})", sql::join(tests, " OR "));
}

/// What a change is for finding touched keys: signs, and whether it was brought together, make no difference.
inline circuit touching(const circuit& change) {
    return change.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (std::same_as<Op, dbsp::op::support> || std::same_as<Op, dbsp::op::negate>) {
            return touching(std::get<0>(n.in));
        } else {
            return change;
        }
    });
}

inline block equal_keys(block in, const block& change, const key_pair& keys) {
    std::vector<sql::text> conditions;
    for (std::size_t i = 0; i < keys.left.size(); ++i) {
        conditions.push_back(equals(keys.left_types[i].type, keys.left[i], keys.right[i]));
    }
    in.where.push_back(exists(change, conditions));
    return in;
}
/// `own` says which columns of the key may be NULL.
inline block null_keys(block in, const block& change, const key_pair& keys, const row_type& own) {
    auto const touched_null = any_null(keys.right, own);
    in.where.push_back(exists(change, {touched_null})); // decided once, before any row is read
    in.where.push_back(any_null(keys.left, own));
    auto conditions = same_rows(keys.left_types, keys.left, keys.right);
    conditions.push_back(touched_null);
    in.where.push_back(exists(change, conditions));
    return in;
}
inline block by_hash(block in, const block& change, const key_pair& keys) {
    in.where.push_back(exists(change, same_rows(keys.left_types, keys.left, keys.right)));
    return in;
}
} // namespace detail

namespace detail {
/// A table before its changes is restricted as the table and its changes are, each by itself.
inline std::optional<block>
restricted_before(relational& r, const circuit& c,
                  const dbsp::node<dbsp::op::restrict<key, key>, circuit, circuit>& n) {
    auto const name = called(std::get<0>(n.in));
    if (!name || leaf_name(*name).when != moment::before) { return std::nullopt; }
    auto const at = [&](moment when) {
        return rewired(n, {leaf(leaf_name(*name).source, when), std::get<1>(n.in)});
    };
    return lowered_sum(r, c, {{at(moment::now), false}, {at(moment::change), true}});
}
} // namespace detail

inline block lower_operator(relational& r, const circuit& c,
                            const dbsp::node<dbsp::op::restrict<key, key>, circuit, circuit>& n) {
    if (auto before = detail::restricted_before(r, c, n)) { return std::move(*before); }
    auto const& [rows, touching] = n.in;
    auto const source = detail::touching(touching);
    auto const in = r.lower(rows);
    auto const change = r.named(source);
    auto const keys = detail::keys_of(r, {n.op.key, rows, in}, {n.op.change_key, source, change});
    auto const& own = keys.left_types;
    auto const alike = detail::comparable(r, keys);
    if (!std::ranges::all_of(own, groups)) { return detail::by_hash(in, change, alike); }
    auto const equal = detail::equal_keys(in, change, keys);
    bool const finds_nulls = n.op.key.nulls_match() && n.op.change_key.nulls_match();
    if (!finds_nulls || !detail::some_nullable(own)) { return equal; }
    std::vector<block> const terms{equal, detail::null_keys(in, change, alike, own)};
    return r.united(terms, r.types().of(rows));
}

} // namespace pgt::lower
