/// `by_circuit`: results that are computed once for each piece of a circuit.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <unordered_map>
#include <utility>

namespace pgt {

/// A result for each circuit by identity, which keeps the circuit alive.
template <class Result> class by_circuit {
  public:
    template <class Make> const Result& once(const circuit& c, Make&& make) {
        if (auto const known = results_.find(c.identity()); known != results_.end()) {
            return known->second.second;
        }
        Result made = make();
        return results_.emplace(c.identity(), std::pair(c, std::move(made))).first->second.second;
    }

    void clear() { results_.clear(); }

  private:
    std::unordered_map<const void*, std::pair<circuit, Result>> results_;
};

} // namespace pgt
