/// `memo`: what a pass over circuits has made of shared parts, so that they stay shared.
#pragma once

#include <any>
#include <unordered_map>
#include <utility>

namespace dbsp::detail {

/// Results by identity of the circuit they were made from.  Keeps that circuit alive: a pass also meets circuits that it makes
/// itself and drops, and an address that is free again may become that of another one.
class memo {
  public:
    template <class C, class Make> auto once(const C& circuit, Make&& make) {
        using result = decltype(make());
        if (auto const known = done_.find(circuit.identity()); known != done_.end()) {
            return std::any_cast<result>(known->second.made);
        }
        auto made = make();
        done_.emplace(circuit.identity(), entry{circuit, made});
        return made;
    }

  private:
    struct entry {
        std::any of;
        std::any made;
    };
    std::unordered_map<const void*, entry> done_;
};

} // namespace dbsp::detail
