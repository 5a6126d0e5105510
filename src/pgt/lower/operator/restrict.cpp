#include <pgt/lower/operator/restrict.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/sql/existence.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/sql/sums.hpp>

#include <dbsp/operator/negate.hpp>
#include <dbsp/operator/support.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {
/// What a change is for finding touched keys: signs, and whether it was brought together, make no difference.
circuit touching(const circuit& change) {
    const piece here(change);
    bool const is_seen_through = here.is<dbsp::op::support>() || here.is<dbsp::op::negate>();
    return is_seen_through ? touching(here.input(0)) : change;
}

block equal_keys(block in, const block& change, const detail::key_pair& keys) {
    std::vector<sql::text> conditions;
    for (std::size_t i = 0; i < keys.left.size(); ++i) {
        conditions.push_back(equals(keys.left_types[i].type, keys.left[i], keys.right[i]));
    }
    in.where.push_back(exists(change, conditions));
    return in;
}
/// `own` says which columns of the key may be NULL.
block null_keys(block in, const block& change, const detail::key_pair& keys, const row_type& own) {
    auto const touched_null = any_null(keys.right, own);
    in.where.push_back(exists(change, {touched_null})); // decided once, before any row is read
    in.where.push_back(any_null(keys.left, own));
    auto conditions = same_rows(keys.left_types, keys.left, keys.right);
    conditions.push_back(touched_null);
    in.where.push_back(exists(change, conditions));
    return in;
}
block by_hash(block in, const block& change, const detail::key_pair& keys) {
    in.where.push_back(exists(change, same_rows(keys.left_types, keys.left, keys.right)));
    return in;
}

/// A table before its changes is restricted as the table and its changes are, each by itself.
std::optional<block> restricted_before(relational& r, const piece& p) {
    auto const read = leaf_of(p.input(0));
    if (!read || read->of != version::before) { return std::nullopt; }
    auto const at = [&](version of) { return p.rewired({leaf{read->name, of}.as_circuit(), p.input(1)}); };
    return lowered_sum(r, p.whole(), {{at(version::now), false}, {at(version::change), true}});
}
} // namespace

block lowering_traits<dbsp::op::restrict<key>>::sql(relational& r, const use<dbsp::op::restrict<key>>& u) {
    if (auto before = restricted_before(r, u.at)) { return std::move(*before); }
    auto const& rows = u.input(0);
    auto const source = touching(u.input(1));
    auto const in = r.lower(rows);
    auto const change = r.named(source);
    auto const keys = detail::keys_of(r, {u.op.key, rows, in}, {u.op.change_key, source, change});
    auto const& own = keys.left_types;
    auto const alike = detail::comparable(r, keys);
    if (!std::ranges::all_of(own, groups)) { return by_hash(in, change, alike); }
    auto const equal = equal_keys(in, change, keys);
    bool const finds_nulls = u.op.key.nulls_match() && u.op.change_key.nulls_match();
    if (!finds_nulls || !some_nullable(own)) { return equal; }
    std::vector<block> const terms{equal, null_keys(in, change, alike, own)};
    return r.united(terms, r.types().of(rows));
}

} // namespace pgt::lower
