/// Relations as the theorems need them, each written in the most obvious way and independent of
/// dbsp/operator.
#pragma once

#include <dbsp/stream.hpp>
#include <dbsp/zset/zset.hpp>

#include <utility>

namespace dbsp::test {

using edge = std::pair<int, int>;
using relation = zset<edge>;

/// Linear: the edges that start at an even number.
inline relation even_sources(const relation& r) {
    relation kept;
    for (const auto& [row, weight] : r) {
        if (row.first % 2 == 0) { kept.add(row, weight); }
    }
    return kept;
}

/// Linear: ends folded together, so that weights of different rows add up.
inline relation fold_targets(const relation& r) {
    relation folded;
    for (const auto& [row, weight] : r) { folded.add({row.first, row.second / 2}, weight); }
    return folded;
}

/// Linear: each edge the other way round.
inline relation inverse(const relation& r) {
    relation turned;
    for (const auto& [row, weight] : r) { turned.add({row.second, row.first}, weight); }
    return turned;
}

/// Bilinear: paths of one edge of `a` and then one of `b`: an equi-join and a projection.
inline relation compose(const relation& a, const relation& b) {
    relation paths;
    for (const auto& [left, n] : a) {
        for (const auto& [right, m] : b) {
            if (left.second == right.first) { paths.add({left.first, right.second}, n * m); }
        }
    }
    return paths;
}

/// Not linear: what has a positive weight, once.
inline relation distinct(const relation& r) {
    relation set;
    for (const auto& [row, weight] : r) {
        if (weight > 0) { set.add(row, 1); }
    }
    return set;
}

/// Not linear, and without the idempotence of `distinct`.
inline relation square_weights(const relation& r) {
    relation squared;
    for (const auto& [row, weight] : r) { squared.add(row, weight * weight); }
    return squared;
}

/// The H of the paper: the change of `distinct` when `change` is added to `before`, from the rows of `change`
/// alone.
inline relation distinct_change(const relation& before, const relation& change) {
    relation result;
    for (const auto& [row, weight] : change) {
        bool const was = before[row] > 0;
        bool const is = before[row] + weight > 0;
        if (was != is) { result.add(row, is ? 1 : -1); }
    }
    return result;
}

/// The incremental version of `lift(distinct)`: `d ↦ ↑H(z⁻¹(I(d)), d)`.
inline formal::stream<relation> incremental_distinct(const formal::stream<relation>& change) {
    return formal::lift(distinct_change)(formal::delay(formal::integrate(change)), change);
}

/// The incremental version of a bilinear, time-invariant operator of streams: `a⋈b + z⁻¹(I(a))⋈b +
/// a⋈z⁻¹(I(b))`.
template <class Product> auto incremental_product(Product product) {
    return [product](const auto& a, const auto& b) {
        using namespace formal;
        return product(a, b) + product(delay(integrate(a)), b) + product(a, delay(integrate(b)));
    };
}

} // namespace dbsp::test
