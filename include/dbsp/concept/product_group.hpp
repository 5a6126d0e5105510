/// `product_group<G...>`: groups side by side, added component by component.
#pragma once

#include <dbsp/concept/group.hpp>

#include <tuple>
#include <utility>

namespace dbsp {

/// The direct product of groups.  Law: each component obeys the laws of its own group, independently of the others.
template <abelian_group... G> struct product_group {
    using group_tag = void;
    std::tuple<G...> parts;

    friend product_group operator+(const product_group& a, const product_group& b) {
        return zip(a, b, std::index_sequence_for<G...>{});
    }
    product_group operator-() const {
        return std::apply([](const G&... part) { return product_group{{-part...}}; }, parts);
    }
    friend bool operator==(const product_group&, const product_group&) = default;

  private:
    template <std::size_t... I>
    static product_group zip(const product_group& a, const product_group& b, std::index_sequence<I...>) {
        return {{std::get<I>(a.parts) + std::get<I>(b.parts)...}};
    }
};

} // namespace dbsp
