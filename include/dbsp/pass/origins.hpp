/// `origins`: which circuit the changes are of that a circuit of changes carries.
#pragma once

#include <dbsp/wiring/node.hpp>

#include <optional>
#include <unordered_map>
#include <utility>

namespace dbsp {

/// What `incrementalize(c, origins)` remembers: for each piece it made, the piece of `c` (or of what a composite operator of `c`
/// stands for) whose changes it carries.  So a back end can read `integrate(d)` as "the state of that piece", and get it from where
/// that state is at hand, instead of summing up changes.
/// Law: for each `d` with an origin `q`, `integrate(d)` means `q` (tests/unit/pass/origins.cpp).
template <dynamic_circuit C> class origins {
  public:
    /// A composite operator and its expansion have the same changes; the last one noted, the operator itself, is kept.
    void add(const C& change, const C& of) {
        known_.insert_or_assign(change.identity(),
                                std::pair(change, of)); // kept alive: an identity is an address
    }
    /// The piece whose changes `change` carries; nothing for what has no name in the original: a term of a sum, say.
    [[nodiscard]] std::optional<C> of(const C& change) const {
        auto const known = known_.find(change.identity());
        return known == known_.end() ? std::nullopt : std::optional(known->second.second);
    }

  private:
    std::unordered_map<const void*, std::pair<C, C>> known_;
};

} // namespace dbsp
