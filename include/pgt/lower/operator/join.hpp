/// join and product: FROM a, b WHERE keys are equal AND the condition holds; weights multiply.
#pragma once

#include <pgt/lower/operator/map.hpp>
#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
inline std::vector<sql::text> key_texts(const key& k, const block& b) {
    return k.is_identity() ? existing(b) : texts_of(b, k.columns());
}
inline row_type key_types(relational& r, const key& k, const circuit& c, const block& b) {
    const auto& rows = r.types().of(c);
    if (!k.is_identity()) { return r.types().of_expressions(k.columns(), rows); }
    row_type result;
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        if (b.columns[i].exists()) { result.push_back(rows.at(i)); }
    }
    return result;
}

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

/// Where both keys are the rows themselves, the columns that both have: one that nobody reads is NULL where it is there at all.
inline key_pair whole_rows(relational& r, const keyed_block& a, const keyed_block& b) {
    key_pair result;
    for (std::size_t i = 0; i < a.as.columns.size(); ++i) {
        if (!a.as.columns[i].exists() || !b.as.columns.at(i).exists()) { continue; }
        result.left.push_back(a.as.columns[i].sql);
        result.right.push_back(b.as.columns[i].sql);
        result.left_types.push_back(r.types().of(a.rows).at(i));
        result.right_types.push_back(r.types().of(b.rows).at(i));
    }
    return result;
}
inline key_pair keys_of(relational& r, const keyed_block& a, const keyed_block& b) {
    if (a.by.is_identity() && b.by.is_identity()) { return whole_rows(r, a, b); }
    return {key_texts(a.by, a.as), key_texts(b.by, b.as), key_types(r, a.by, a.rows, a.as),
            key_types(r, b.by, b.rows, b.as)};
}

/// The keys as they can be compared and hashed: with the types that both have in common.
inline key_pair comparable(relational& r, key_pair keys) {
    auto const cast = [](sql::text& column, bind::type_info& from, const bind::type_info& to) {
        if (from.name != to.name) {
            column = sql::build("CAST({} AS {})", column, sql::from_server(to.name));
        }
        from = to;
    };
    for (std::size_t i = 0; i < keys.left.size(); ++i) {
        auto& own = keys.left_types[i];
        auto& other = keys.right_types.at(i);
        own.nullable = own.nullable || other.nullable;
        if (own.type.name.empty() || other.type.name.empty()) { continue; }
        auto const common = r.types().common_type(own.type, other.type);
        if (common.name.empty()) { continue; }
        cast(keys.left[i], own.type, common);
        cast(keys.right[i], other.type, common);
    }
    return keys;
}

/// The row of a pair: the columns of both.
inline std::vector<sql::text> pair_texts(const block& a, const block& b) {
    auto result = a.texts();
    std::ranges::copy(b.texts(), std::back_inserter(result));
    return result;
}
inline sql::text condition_text(const pair_condition& condition, const block& a, const block& b) {
    return condition.condition()->print(condition.is_flipped() ? pair_texts(b, a) : pair_texts(a, b));
}

/// Everything that has to hold of a pair.
template <class On>
std::vector<sql::text> match_conditions(relational& r, const On& on, const circuit& a, const block& left,
                                        const circuit& b, const block& right) {
    auto const keys = keys_of(r, {on.left, a, left}, {on.right, b, right});
    std::vector<sql::text> result;
    if (on.left.is_identity() && on.right.is_identity()) {
        auto const alike = comparable(r, keys); // rows that have a partner, and all rows
        result = same_images(alike.left_types, alike.left, alike.right);
    } else if (on.left.nulls_match() && on.right.nulls_match()) {
        auto const alike = comparable(r, keys);
        result = same_rows(alike.left_types, alike.left, alike.right);
    } else {
        for (std::size_t i = 0; i < keys.left.size(); ++i) {
            result.push_back(sql::build("({} = {})", keys.left[i], keys.right.at(i)));
        }
    }
    if (on.condition) { result.push_back(condition_text(on.condition, left, right)); }
    return result;
}

inline sql::text product_of(const block& a, const block& b) {
    if (!a.weighted()) { return b.weight; }
    return b.weighted() ? sql::build("({} * {})", a.weight, b.weight) : a.weight;
}

/// Both blocks in one, with the columns of both.
inline block side_by_side(const block& a, const block& b) {
    block result = a;
    std::ranges::copy(b.columns, std::back_inserter(result.columns));
    std::ranges::copy(b.from, std::back_inserter(result.from));
    std::ranges::copy(b.where, std::back_inserter(result.where));
    result.weight = product_of(a, b);
    return result;
}
inline block paired(relational& r, const pairing& pair, const block& a, const block& b) {
    auto both = side_by_side(a, b);
    if (pair.is_first()) {
        both.columns = a.columns;
        return both;
    }
    return project(r, std::move(both), pair.columns());
}
} // namespace detail

template <class On>
block lower_operator(relational& r, const circuit&,
                     const dbsp::node<dbsp::op::join<On, pairing>, circuit, circuit>& n) {
    auto const a = r.lower(std::get<0>(n.in));
    auto const b = r.lower(std::get<1>(n.in));
    auto result = detail::paired(r, n.op.pairing, a, b);
    std::ranges::copy(detail::match_conditions(r, n.op.on, std::get<0>(n.in), a, std::get<1>(n.in), b),
                      std::back_inserter(result.where));
    return result;
}

inline block
lower_operator(relational& r, const circuit&,
               const dbsp::node<dbsp::op::product<pair_condition, pairing>, circuit, circuit>& n) {
    auto const a = r.lower(std::get<0>(n.in));
    auto const b = r.lower(std::get<1>(n.in));
    auto result = detail::paired(r, n.op.pairing, a, b);
    if (n.op.condition) { result.where.push_back(detail::condition_text(n.op.condition, a, b)); }
    return result;
}

} // namespace pgt::lower
