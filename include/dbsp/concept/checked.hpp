/// `checked<I>`: the integers as a ring, with overflow an error instead of a wrap.
#pragma once

#include <dbsp/concept/group.hpp>
#include <dbsp/error.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace dbsp {

namespace detail {
[[noreturn]] inline void throw_overflow(const char* operation) {
    throw overflow_error(std::string("integer overflow in ") + operation +
                         ": the exact result does not fit the weight or accumulator type; use a wider one");
}
} // namespace detail

/// An integer whose arithmetic throws `overflow_error` where the result does not fit.  A `ring` as long as it does not
/// throw: the partial operations agree with those of the integers.
template <std::signed_integral I> class checked {
  public:
    using group_tag = void;
    using value_type = I;

    constexpr checked() = default;
    constexpr checked(I value) : value_(value) {}
    constexpr checked(std::integral auto value) : value_(static_cast<I>(value)) {
        if (!std::in_range<I>(+value)) {
            detail::throw_overflow("conversion");
        } // +: bool and char as numbers
    }
    checked(std::floating_point auto) = delete; ///< would cut off fractions silently

    [[nodiscard]] constexpr I value() const { return value_; }
    constexpr explicit operator I() const { return value_; }

    friend constexpr checked operator+(checked a, checked b) {
        I sum;
        if (__builtin_add_overflow(a.value_, b.value_, &sum)) { detail::throw_overflow("addition"); }
        return checked(sum);
    }
    friend constexpr checked operator-(checked a, checked b) {
        I difference;
        if (__builtin_sub_overflow(a.value_, b.value_, &difference)) {
            detail::throw_overflow("subtraction");
        }
        return checked(difference);
    }
    friend constexpr checked operator*(checked a, checked b) {
        I product;
        if (__builtin_mul_overflow(a.value_, b.value_, &product)) {
            detail::throw_overflow("multiplication");
        }
        return checked(product);
    }
    constexpr checked operator-() const {
        I negated;
        if (__builtin_sub_overflow(I{0}, value_, &negated)) { detail::throw_overflow("negation"); }
        return checked(negated);
    }
    constexpr checked& operator+=(checked other) { return *this = *this + other; }
    constexpr checked& operator-=(checked other) { return *this = *this - other; }

    friend constexpr bool operator==(checked, checked) = default;
    friend constexpr auto operator<=>(checked, checked) = default;
    friend std::ostream& operator<<(std::ostream& out, checked w) { return out << +w.value_; }

  private:
    I value_ = 0;
};

/// The weight of a Z-set unless another is asked for.
using default_weight = checked<std::int64_t>;

static_assert(weight_ring<default_weight> && weight_ring<checked<std::int32_t>>);

} // namespace dbsp

template <class I> struct std::hash<dbsp::checked<I>> {
    std::size_t operator()(dbsp::checked<I> w) const noexcept { return std::hash<I>{}(w.value()); }
};
