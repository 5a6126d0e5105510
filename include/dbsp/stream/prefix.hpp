/// `prefix(s, n)`: the first `n` elements of a stream.
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>
#include <vector>

namespace dbsp::formal {

/// `[s[0], ..., s[n-1]]`.
template <class A> [[nodiscard]] std::vector<A> prefix(const stream<A>& s, std::size_t n) {
    std::vector<A> elements;
    elements.reserve(n);
    for (std::size_t t = 0; t < n; ++t) { elements.push_back(s[t]); }
    return elements;
}

} // namespace dbsp::formal
