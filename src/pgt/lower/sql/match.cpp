#include <pgt/lower/sql/match.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/sql/projection.hpp>

#include "lower/facts/widened.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace pgt::lower::detail {

std::vector<sql::text> key_texts(const key& k, const block& b) {
    return k.is_identity() ? existing(b) : texts_of(b, k.columns());
}

row_type key_types(relational& r, const key& k, const circuit& c, const block& b) {
    const auto& rows = r.types().of(c);
    if (!k.is_identity()) { return r.types().of_expressions(k.columns(), rows); }
    row_type result;
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        if (b.columns[i].exists()) { result.push_back(rows.at(i)); }
    }
    return result;
}

namespace {

/// What is compared: of a column cast to a wider type, the column, which an index may find.
std::vector<expression> compared(const key& k, const row_type& rows) {
    auto columns = k.columns();
    for (expression& one : columns) {
        if (auto const column = widened_column(one, rows)) { one = expression::column(*column); }
    }
    return columns;
}

/// The columns of a key by their positions in it; of a key that is the whole row those that are not read are not there.
std::vector<output> key_columns(relational& r, const keyed_block& of) {
    if (of.by.is_identity()) { return of.as.columns; }
    std::vector<output> result;
    for (auto& text : texts_of(of.as, compared(of.by, r.types().of(of.rows)))) {
        result.push_back({std::move(text), false});
    }
    return result;
}
row_type all_types(relational& r, const keyed_block& of) {
    const auto& rows = r.types().of(of.rows);
    return of.by.is_identity() ? rows : r.types().of_expressions(compared(of.by, rows), rows);
}

} // namespace

/// The columns that both keys have: one of a whole row that is not read is NULL where it is there at all.
key_pair keys_of(relational& r, const keyed_block& a, const keyed_block& b) {
    auto const left = key_columns(r, a);
    auto const right = key_columns(r, b);
    auto const left_types = all_types(r, a);
    auto const right_types = all_types(r, b);
    key_pair result;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (!left[i].exists() || !right.at(i).exists()) { continue; }
        result.left.push_back(left[i].sql);
        result.right.push_back(right[i].sql);
        result.left_types.push_back(left_types.at(i));
        result.right_types.push_back(right_types.at(i));
    }
    return result;
}

key_pair comparable(relational& r, key_pair keys) {
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

namespace {

/// The row of a pair: the columns of both.
std::vector<sql::text> pair_texts(const block& a, const block& b) {
    auto result = a.texts();
    std::ranges::copy(b.texts(), std::back_inserter(result));
    return result;
}

} // namespace

sql::text condition_text(const pair_condition& condition, const block& a, const block& b) {
    return condition.condition()->print(condition.is_flipped() ? pair_texts(b, a) : pair_texts(a, b));
}

std::vector<sql::text> match_conditions(relational& r, const join_match& on, const circuit& a,
                                        const block& left, const circuit& b, const block& right) {
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

namespace {

sql::text product_of(const block& a, const block& b) {
    if (!a.weighted()) { return b.weight; }
    return b.weighted() ? sql::build("({} * {})", a.weight, b.weight) : a.weight;
}

} // namespace

block side_by_side(const block& a, const block& b) {
    block result = a;
    std::ranges::copy(b.columns, std::back_inserter(result.columns));
    std::ranges::copy(b.from, std::back_inserter(result.from));
    std::ranges::copy(b.where, std::back_inserter(result.where));
    result.weight = product_of(a, b);
    return result;
}

block paired(relational& r, const pairing& pair, const block& a, const block& b) {
    auto both = side_by_side(a, b);
    if (pair.is_first()) {
        both.columns = a.columns;
        return both;
    }
    return project(r, std::move(both), pair.columns());
}

} // namespace pgt::lower::detail
