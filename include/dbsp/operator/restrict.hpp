/// restrict: the rows whose keys a change touches.
#pragma once

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/operator/support.hpp>

namespace dbsp {

namespace op {
/// `restrict(z, d)[x] = z[x] where key(x) is among the keys of the entries of d, else 0`: what "restricted to the touched keys"
/// means in the group-wise rule.  Composite: the join with the keys in the support of the change;
/// a key that joins nothing (`may_match`) is restricted to like any other, as groups are made of it.
template <class Key> struct restrict {
    using algebra = composite;
    template <class Z, class D>
        requires std::same_as<Z, D>
    using output = Z;
    static constexpr const char* name = "restrict";

    Key key;

    template <class Z, class D> [[nodiscard]] auto expand(Z z, D d) const {
        auto touched = dbsp::distinct(dbsp::map(dbsp::support(std::move(d)), key));
        return dbsp::join(std::move(touched), std::move(z), on(identity_fn{}, key), second_of_pair{});
    }
    template <any_zset Z> [[nodiscard]] Z operator()(const Z& z, const Z& d) const {
        auto const touched = index_by(d, [&](const auto& row) { return key(row); });
        Z result;
        for (const auto& [row, w] : z) {
            if (touched.contains(key(row))) { result.add(row, w); }
        }
        return result;
    }
    [[nodiscard]] std::string label() const { return "keys " + label_of(key); }
};
} // namespace op

/// The rows of `z` whose `key` occurs in an entry of the change `d`.
template <any_circuit Z, any_circuit D, class Key> [[nodiscard]] auto restrict(Z z, D d, Key key) {
    if constexpr (detail::check_same_rows<"restrict", Z, D>()) {
        using stored = detail::stored_t<Z, role::key, Key>;
        return connect(op::restrict<stored>{stored(std::move(key))}, std::move(z), std::move(d));
    }
}

} // namespace dbsp
