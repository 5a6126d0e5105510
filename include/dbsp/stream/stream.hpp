/// `stream<A>`: an infinite sequence of elements of an abelian group, as a value.
///
/// The headers of this folder are the mathematics of DBSP, written to be read and checked, in namespace
/// `dbsp::formal`.  They compute by definition, not fast: circuits (dbsp/circuit) are what runs queries.
#pragma once

#include <dbsp/concept/group.hpp>
#include <dbsp/error.hpp>

#include <concepts>
#include <cstddef>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::formal {

template <group_operations A> class stream;

namespace detail {
template <class T> inline constexpr bool is_stream = false;
template <class A> inline constexpr bool is_stream<stream<A>> = true;

/// What copies of a stream share: how to compute the next element, and the elements known so far.
template <class A> class stream_memory {
  public:
    explicit stream_memory(std::function<A(std::size_t)> element) : element_(std::move(element)) {}

    const A& at(std::size_t t) {
        while (known_.size() <= t) { extend(); }
        return known_[t];
    }

  private:
    struct raised {
        bool& flag;
        explicit raised(bool& f) : flag(f) { flag = true; }
        raised(const raised&) = delete;
        raised& operator=(const raised&) = delete;
        ~raised() { flag = false; }
    };

    void extend() {
        if (busy_) {
            throw circuit_error(
                "stream: an element was needed to compute itself; what is fed back must depend "
                "on earlier elements only (put a delay into the loop)");
        }
        raised const computing(busy_);
        known_.push_back(element_(known_.size()));
    }

    std::function<A(std::size_t)> element_;
    std::deque<A> known_; // its references last
    bool busy_ = false;
};
} // namespace detail

/// A function from time `0, 1, 2, ...` to `A`.
///
/// Copies are cheap and share one memory.  Elements are computed when first read, in order, once: `s[t]`
/// computes what is missing up to `t` and keeps it.  An element whose computation throws is computed again at
/// the next read.
///
/// Laws: those of a group, pointwise.  There is no `==`, because equality of infinite sequences cannot be
/// decided
/// (`equal_up_to` compares prefixes); so a stream has `group_operations` but is no `abelian_group`.
/// Not for use from several threads, since reading writes.  Source: Budiu et al., DBSP, section 2.
template <group_operations A> class stream {
  public:
    using group_tag = void;
    using value_type = A;

    /// Zero for ever.
    stream() = default;
    /// These elements, then zero for ever.
    stream(std::initializer_list<A> prefix) : stream(std::from_range, prefix) {}
    template <std::ranges::input_range Range>
    stream(std::from_range_t, Range&& prefix)
        : stream([elements = std::vector<A>(std::ranges::begin(prefix), std::ranges::end(prefix))](
                     std::size_t t) { return t < elements.size() ? elements[t] : A{}; }) {}
    /// `f(0), f(1), ...`; `f` is called once for each time, in order, so it may keep a state.
    template <class F>
        requires std::is_invocable_r_v<A, F&, std::size_t>
    explicit stream(F f) : memory_(std::make_shared<detail::stream_memory<A>>(std::move(f))) {}

    /// The element at time `t`.  The reference lasts as long as some copy of the stream.
    [[nodiscard]] const A& operator[](std::size_t t) const& {
        static const A zero{};
        return memory_ ? memory_->at(t) : zero;
    }
    [[nodiscard]] A operator[](std::size_t t) && { return std::as_const(*this)[t]; }

    friend stream operator+(const stream& a, const stream& b) {
        return stream([a, b](std::size_t t) -> A { return a[t] + b[t]; });
    }
    friend stream operator-(const stream& a, const stream& b) {
        return stream([a, b](std::size_t t) -> A { return dbsp::detail::subtract(a[t], b[t]); });
    }
    stream operator-() const {
        return stream([s = *this](std::size_t t) -> A { return -s[t]; });
    }

  private:
    std::shared_ptr<detail::stream_memory<A>> memory_; // null: zero for ever
};

} // namespace dbsp::formal
