/// Random changes of a table, for laws that are about one static circuit and a result worked out by hand.
#pragma once

#include <dbsp/zset/zset.hpp>

#include "property/support/dynamic_runner.hpp"

#include <cstdint>
#include <random>

namespace dbsp::test {

/// A bag of rows of small numbers that changes step by step; the same for the same seed.
class random_bag {
  public:
    random_bag(std::uint32_t seed, int domain) : numbers_(seed), domain_(domain) {}

    /// The next change; the state is the sum of all.
    zset<row> next() {
        zset<row> change;
        for (auto left = number(4); left > 0; --left) {
            row const one{number(3), number(domain_)};
            auto const there = state_[one] + change[one];
            change.add(one, there > 0 && number(3) > 0 ? -there : default_weight(1 + number(2)));
        }
        state_ += change;
        return change;
    }
    [[nodiscard]] const zset<row>& state() const { return state_; }

  private:
    int number(int below) { return static_cast<int>(numbers_() % static_cast<unsigned>(below)); }

    std::mt19937 numbers_;
    int domain_;
    zset<row> state_;
};

} // namespace dbsp::test
