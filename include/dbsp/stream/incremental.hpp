/// `incremental(q)`: the incremental version of a query on streams, written Q^Δ.
#pragma once

#include <dbsp/stream/differentiate.hpp>
#include <dbsp/stream/integrate.hpp>

#include <utility>

namespace dbsp::formal {

/// Q^Δ = D ∘ Q ∘ I, with I at every input.
template <class Query> struct incremental_version {
    Query query;

    template <class... A> [[nodiscard]] auto operator()(const stream<A>&... changes) const {
        return differentiate(query(integrate(changes)...));
    }
};

/// From changes of the inputs to changes of the output: `incremental(q)(D(a), ...) = D(q(a, ...))`.
/// By definition, that is; what makes it fast are its laws.
///
/// Laws:  `(Q₁∘Q₂)^Δ = Q₁^Δ∘Q₂^Δ`;  `(Q₁+Q₂)^Δ = Q₁^Δ+Q₂^Δ`;  `Q^Δ = Q` for linear time-invariant `Q`;
/// `(a⋈b)^Δ = a⋈b + z⁻¹(I(a))⋈b + a⋈z⁻¹(I(b))` for bilinear time-invariant `⋈`;
/// `(fix α. T(s, z⁻¹α))^Δ = fix α. T^Δ(s, z⁻¹α)`.  Source: Budiu et al., DBSP, section 3.
template <class Query> [[nodiscard]] incremental_version<Query> incremental(Query query) {
    return {std::move(query)};
}

} // namespace dbsp::formal
