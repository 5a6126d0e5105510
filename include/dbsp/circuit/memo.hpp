/// `memo`: what a pass over circuits has made of shared parts, so that they stay shared.
#pragma once

#include <any>
#include <unordered_map>

namespace dbsp::detail {

/// Results by identity of the circuit they were made from.
class memo {
  public:
    template <class Make> auto once(const void* identity, Make&& make) {
        using result = decltype(make());
        if (auto const known = done_.find(identity); known != done_.end()) {
            return std::any_cast<result>(known->second);
        }
        auto made = make();
        done_.emplace(identity, made);
        return made;
    }

  private:
    std::unordered_map<const void*, std::any> done_;
};

} // namespace dbsp::detail
