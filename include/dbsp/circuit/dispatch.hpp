/// `dispatch`: what `std::visit` does for one variant, at a fraction of the templates.
///
/// Every pass over run-time circuits is a function of some forty types of nodes.  `std::visit` takes about ten templates for each pair of
/// a visitor and a type; these functions take one.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace dbsp::detail {

template <std::size_t I, class R, class Use, class Variant> R use_alternative(Use& use, const Variant& v) {
    return use(*std::get_if<I>(&v));
}

/// `use(alternative)` for the alternative that `v` holds.  `use` gives the same type for each; a variant without a value has no place in
/// circuits.
template <class Use, class... T> decltype(auto) dispatch(Use& use, const std::variant<T...>& v) {
    using variant = std::variant<T...>;
    using result = decltype(use(*std::get_if<0>(&v)));
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> result {
        static constexpr std::array<result (*)(Use&, const variant&), sizeof...(T)> table{
            &use_alternative<I, result, Use, variant>...};
        return table[v.index()](use, v);
    }(std::index_sequence_for<T...>{});
}

/// The indices of those alternatives whose operator fulfils `Test`.
template <class Test, class Variant> struct alternatives_with;
template <class Test, class... T> struct alternatives_with<Test, std::variant<T...>> {
    static constexpr auto count = (std::size_t{Test::template value<typename T::op_type>} + ... + 0);
    static constexpr auto indices = [] {
        std::array<std::size_t, count> found{};
        std::size_t at = 0;
        std::size_t index = 0;
        ((Test::template value<typename T::op_type> ? void(found[at++] = index++) : void(++index)), ...);
        return found;
    }();
};

/// `use(node)` if `v` holds a node whose operator fulfils `Test`, else `otherwise`.  `use` is only asked about such nodes.
template <class Test, class Result, class Use, class... T>
Result dispatch_if(const Use& use, const std::variant<T...>& v, Result otherwise) {
    using wanted = alternatives_with<Test, std::variant<T...>>;
    [&]<std::size_t... N>(std::index_sequence<N...>) {
        static_cast<void>(((v.index() == wanted::indices[N] &&
                            (otherwise = use(*std::get_if<wanted::indices[N]>(&v)), true)) ||
                           ...));
    }(std::make_index_sequence<wanted::count>{});
    return otherwise;
}

} // namespace dbsp::detail
