/// Random streams, and how properties compare them.
#pragma once

#include <dbsp/stream.hpp>

#include "property/support/generate.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace dbsp::test {

/// Properties look at this many elements; random streams are shorter or longer.
inline constexpr std::size_t horizon = 7;

/// The first `n` elements; of streams of streams, the first `n` elements of each.
template <class A> auto unrolled(const formal::stream<A>& s, std::size_t n = horizon) {
    if constexpr (formal::detail::is_stream<A>) {
        std::vector<decltype(unrolled(s[0], n))> rows;
        for (std::size_t t = 0; t < n; ++t) { rows.push_back(unrolled(s[t], n)); }
        return rows;
    } else {
        return formal::prefix(s, n);
    }
}

/// Fails the running property unless both streams begin alike.
template <class A>
void must_agree(const formal::stream<A>& a, const formal::stream<A>& b, std::size_t n = horizon) {
    RC_ASSERT(unrolled(a, n) == unrolled(b, n));
}

/// Fails the running property unless `f` is causal: its elements up to `t` don't see what `s` does after `t`.
template <class F, class A>
void must_be_causal(const F& f, const formal::stream<A>& s, const formal::stream<A>& other) {
    for (std::size_t t = 0; t < horizon; ++t) {
        formal::stream<A> const spliced([=](std::size_t i) { return i <= t ? s[i] : other[i]; });
        must_agree(f(spliced), f(s), t + 1);
    }
}

/// Likewise for strict `f`: its elements up to `t` see only those of `s` before `t`.
template <class F, class A>
void must_be_strict(const F& f, const formal::stream<A>& s, const formal::stream<A>& other) {
    for (std::size_t t = 0; t < horizon; ++t) {
        formal::stream<A> const spliced([=](std::size_t i) { return i < t ? s[i] : other[i]; });
        must_agree(f(spliced), f(s), t + 1);
    }
}

template <class F, class A>
void must_be_linear(const F& f, const formal::stream<A>& a, const formal::stream<A>& b) {
    must_agree(f(a + b), f(a) + f(b));
    must_agree(f(-a), -f(a));
}

template <class F, class A> void must_be_time_invariant(const F& f, const formal::stream<A>& s) {
    must_agree(f(formal::delay(s)), formal::delay(f(s)));
}

} // namespace dbsp::test

/// A random prefix, then zero.  About every other element takes back the one before.
template <class A> struct rc::Arbitrary<dbsp::formal::stream<A>> {
    static Gen<dbsp::formal::stream<A>> arbitrary() {
        auto const element = gen::pair(gen::resize(12, gen::arbitrary<A>()), gen::arbitrary<bool>());
        return gen::map(gen::resize(8, gen::container<std::vector<std::pair<A, bool>>>(element)),
                        [](const std::vector<std::pair<A, bool>>& drawn) {
                            std::vector<A> elements;
                            for (A before{}; const auto& [fresh, takes_back] : drawn) {
                                elements.push_back(takes_back ? fresh - before : fresh);
                                before = fresh;
                            }
                            return dbsp::formal::stream<A>(std::from_range, elements);
                        });
    }
};

namespace dbsp::formal {
/// RapidCheck shows a counterexample by this.
template <class A> void showValue(const stream<A>& s, std::ostream& out) {
    rc::show(prefix(s, test::horizon), out);
}
} // namespace dbsp::formal
