/// `memo` and `running_parts`: what has been made of shared circuits, so that they stay shared.
#pragma once

#include <any>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

namespace dbsp::detail {

/// Results of a pass by identity of the circuit they were made from.  The circuits are kept: the address of one that is gone
/// may become that of another.
class memo {
  public:
    template <class C, class Make> auto once(const C& c, Make&& make) {
        using result = decltype(make());
        if (auto const known = done_.find(c.identity()); known != done_.end()) {
            return std::any_cast<result>(known->second.second);
        }
        auto made = make();
        done_.emplace(c.identity(), std::pair<std::any, std::any>(c, made));
        return made;
    }

  private:
    std::unordered_map<const void*, std::pair<std::any, std::any>> done_;
};

/// The running forms of shared circuits while a machine is built from them: one for each place, which is the body that the
/// circuit is used in.  What runs outside a fixpoint can't be read from inside, nor from another run of the same body.
class running_parts {
  public:
    template <class Part, class C, class Make> std::shared_ptr<Part> once(const C& c, const void* place, Make&& make) {
        std::pair const key(c.identity(), place);
        if (auto const known = parts_.find(key); known != parts_.end()) {
            return std::static_pointer_cast<Part>(known->second.second);
        }
        std::shared_ptr<Part> made = make();
        parts_.emplace(key, std::pair<std::any, std::shared_ptr<void>>(c, made));
        return made;
    }
    void clear() { parts_.clear(); }

  private:
    std::map<std::pair<const void*, const void*>, std::pair<std::any, std::shared_ptr<void>>> parts_;
};

} // namespace dbsp::detail
