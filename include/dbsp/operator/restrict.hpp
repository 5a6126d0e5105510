/// restrict: the rows whose keys a change touches.
#pragma once

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/operator/support.hpp>

namespace dbsp {

namespace op {
/// `restrict(z, d)[x] = z[x] where key(x) is among change_key(y) for the entries y of d, else 0`: what "restricted to the affected
/// keys" means in the group-wise rule.  Composite: the semijoin with the support of the change.
template <class Key, class ChangeKey = Key> struct restrict {
    using algebra = composite;
    template <class Z, class D> using output = Z;
    static constexpr const char* name = "restrict";

    Key key;
    ChangeKey change_key;

    template <class Z, class D> [[nodiscard]] auto expand(Z z, D d) const {
        return dbsp::semijoin(std::move(z), dbsp::support(std::move(d)),
                              on(group_key<Key>{key}, group_key<ChangeKey>{change_key}));
    }
    template <any_zset Z, any_zset D> [[nodiscard]] Z operator()(const Z& z, const D& d) const {
        auto const touched = index_by(d, [&](const auto& row) { return change_key(row); });
        Z result;
        for (const auto& [row, w] : z) {
            if (touched.contains(key(row))) { result.add(row, w); }
        }
        return result;
    }
    [[nodiscard]] std::string label() const {
        if constexpr (std::same_as<Key, ChangeKey>) {
            if (label_of(key) == label_of(change_key)) { return "keys " + label_of(key); }
        }
        return "keys " + label_of(key) + " = " + label_of(change_key);
    }
};
} // namespace op

/// The rows of `z` whose `key` is the `change_key` of an entry of the change `d`.
template <any_circuit Z, any_circuit D, class Key, class ChangeKey>
[[nodiscard]] auto restrict(Z z, D d, Key key, ChangeKey change_key) {
    if constexpr (detail::check_match<"restrict", Z, D, join_on<Key, ChangeKey>>()) {
        using stored = detail::stored_t<Z, role::key, Key>;
        using stored_change = detail::stored_t<Z, role::key, ChangeKey>;
        return connect(
            op::restrict<stored, stored_change>{
                detail::store<Z, role::key>("restrict", std::move(key)),
                detail::store<Z, role::key>("restrict", std::move(change_key))},
            std::move(z), std::move(d));
    }
}

/// The rows of `z` whose `key` occurs in an entry of the change `d`.
template <any_circuit Z, any_circuit D, class Key> [[nodiscard]] auto restrict(Z z, D d, Key key) {
    if constexpr (detail::check_same_rows<"restrict", Z, D>()) {
        return dbsp::restrict(std::move(z), std::move(d), key, key);
    }
}

} // namespace dbsp
