/// negate: every weight with its sign turned.
#pragma once

#include <dbsp/wiring/node.hpp>

namespace dbsp {

namespace op {
/// `negate(z) = -z`.  Linear: D o negate o I = negate.
struct negate {
    using algebra = linear;
    template <class T> using output = T;
    static constexpr const char* name = "negate";

    template <std::size_t, class T, class W, class Out> void each(T&& value, const W& w, Out&& out) const {
        out(std::forward<T>(value), -w);
    }
};
} // namespace op

template <any_circuit In> [[nodiscard]] auto negate(In in) { return connect(op::negate{}, std::move(in)); }

template <any_circuit In> [[nodiscard]] auto operator-(In in) { return dbsp::negate(std::move(in)); }

} // namespace dbsp
