/// `route_t`: the worker to which the rows of an input of an operator go.
#pragma once

#include <dbsp/operator/product.hpp>
#include <dbsp/value/hash.hpp>
#include <dbsp/wiring/node.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <type_traits>

namespace dbsp::detail {

/// In the place of a worker: all of them.
inline constexpr std::size_t every_worker = std::numeric_limits<std::size_t>::max();

/// One of `workers`, by the middle of a hash: hash tables find places by its other bits.
inline std::size_t worker_of(std::uint64_t hash, std::size_t workers) {
    return static_cast<std::size_t>((((hash >> 8U) & 0xffff'ffffU) * workers) >> 32U);
}

/// Rows stay in the worker that has them.
struct stays {};

/// Side `Side` of a join goes by the key, which has the type of the left one.
template <std::size_t Side, class K> struct route_by_key {
    static constexpr const char* place = Side == 0 ? "left row" : "right row";
    template <class Op, class Row> static std::size_t to(const Op& op, const Row& row, std::size_t workers) {
        const K& key = op.template key<Side>(row);
        return worker_of(hash_of(key), workers);
    }
};
/// The rows of a group meet in one worker.
struct route_by_group {
    static constexpr const char* place = "row";
    template <class Op, class Row> static std::size_t to(const Op& op, const Row& row, std::size_t workers) {
        return worker_of(hash_of(op.key(row)), workers);
    }
};
/// Equal rows meet in one worker.
struct route_by_row {
    static constexpr const char* place = "row";
    template <class Op, class Row>
    static std::size_t to(const Op& /*op*/, const Row& row, std::size_t workers) {
        return worker_of(hash_of(row), workers);
    }
};
/// All rows go to one worker, the first, or to every worker.
template <std::size_t Worker> struct route_to {
    static constexpr const char* place = "row";
    template <class Op, class Row>
    static std::size_t to(const Op& /*op*/, const Row& /*row*/, std::size_t /*workers*/) {
        return Worker;
    }
};

template <class Op> inline constexpr bool is_product = false;
template <class Condition, class Pairing>
inline constexpr bool is_product<op::product<Condition, Pairing>> = true;

/// Before each operator with a state, rows go to the worker that has the state of their key.
///
///     linear       stay: f(a + b) = f(a) + f(b), however the rows are divided
///     bilinear     by the key; of a product, which has none, the left side by the row, and the right side to every worker
///     pointwise    by the row
///     groupwise    by the key of the group
///     z^-1, I, D   by the row, so that an insertion and its deletion meet
///     recursive    to the first worker
template <std::size_t Side, class Op, class... In> consteval auto route_of() {
    using first = typename std::tuple_element_t<0, std::tuple<In...>>::value_type;
    if constexpr (is_product<Op>) {
        return std::conditional_t<Side == 0, route_by_row, route_to<every_worker>>();
    } else if constexpr (of_class<Op, bilinear>) {
        return route_by_key<Side, std::remove_cvref_t<decltype(std::declval<const Op&>().template key<0>(
                                      std::declval<const first&>()))>>();
    } else if constexpr (of_class<Op, groupwise>) {
        return route_by_group();
    } else if constexpr (of_class<Op, pointwise> || of_class<Op, time_invariant>) {
        return route_by_row();
    } else if constexpr (of_class<Op, recursive>) {
        return route_to<0>();
    } else {
        return stays();
    }
}
template <std::size_t Side, class Op, class... In> using route_t = decltype(route_of<Side, Op, In...>());

} // namespace dbsp::detail
