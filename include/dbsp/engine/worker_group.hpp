/// `worker_group`: what the workers of one engine share, and `worker_context`, what the parts of one of them share.
#pragma once

#include <dbsp/engine/scope.hpp>
#include <dbsp/engine/worker_partition.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// The part that one worker has in an exchange: runs its part of the circuit up to there, and sorts the rows by the workers that they go to.
struct exchange_part {
    exchange_part() = default;
    exchange_part(const exchange_part&) = delete;
    exchange_part& operator=(const exchange_part&) = delete;
    virtual void send() = 0;
    /// How many rows it has sent.
    [[nodiscard]] virtual std::size_t sent() const = 0;

  protected:
    ~exchange_part() = default;
};

/// Rows on their way between workers: `rows[from][to]`.  Each list is written by one worker and later read by one.
struct any_exchange {
    any_exchange() = default;
    any_exchange(const any_exchange&) = delete;
    any_exchange& operator=(const any_exchange&) = delete;
    virtual ~any_exchange() = default;

    std::vector<exchange_part*> parts; ///< of each worker; null where its executor was made for nothing
};
template <class Row, class W> struct exchange final : any_exchange {
    explicit exchange(std::size_t workers) : rows(workers, std::vector<batch<Row, W>>(workers)) {}
    std::vector<std::vector<batch<Row, W>>> rows;
};

/// Inputs, exchanges in an order in which they can be run, and what a step of the whole engine keeps.
class worker_group {
  public:
    engine_context context;

    explicit worker_group(std::size_t size) : size_(size) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const auto& exchanges() const { return exchanges_; }

    /// The input called `table`, made at the first mention.
    template <class Row, class W> const input<Row, W>& declare(const std::string& table) {
        const auto& made = context.inputs.declare<Row, W>(table);
        batch_sizes_.try_emplace(&made, [&made] { return made.batch().size(); });
        return made;
    }
    /// How many changes the running step has.
    [[nodiscard]] std::size_t changes() const {
        std::size_t sum = 0;
        for (const auto& [input, size] : batch_sizes_) { sum += size(); }
        return sum;
    }

    /// Adds a worker's part of exchange `number`.  Workers are made alike, so their exchanges have equal numbers.
    template <class Row, class W> exchange<Row, W>& join(std::size_t number, exchange_part& part) {
        if (number == exchanges_.size()) { exchanges_.push_back(std::make_unique<exchange<Row, W>>(size_)); }
        auto& one = static_cast<exchange<Row, W>&>(*exchanges_[number]);
        one.parts.push_back(&part);
        return one;
    }

  private:
    std::size_t size_;
    std::vector<std::unique_ptr<any_exchange>> exchanges_;
    std::unordered_map<const void*, std::function<std::size_t()>> batch_sizes_;
};

/// What the parts of one worker share while it is built.
struct worker_context : engine_context {
    worker_group* group;
    std::size_t number;        ///< of the worker
    std::size_t exchanges = 0; ///< made so far

    worker_context(worker_group& of, std::size_t n) : group(&of), number(n) {}

    /// A node of a run-time circuit as workers run it.
    template <class Node> static auto part(const Node& n) { return worker_partition()(n); }
    /// Recursion runs in one worker, so its body is that of a plain engine.
    engine_context& body() { return *this; }
};

} // namespace dbsp::detail
