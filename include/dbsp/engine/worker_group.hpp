/// `worker_group`: what the workers of one engine share, and `worker_place`, what is known of one of them while it is built.
#pragma once

#include <dbsp/engine/scope.hpp>
#include <dbsp/engine/worker_routes.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
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

struct any_exchange {
    any_exchange() = default;
    any_exchange(const any_exchange&) = delete;
    any_exchange& operator=(const any_exchange&) = delete;
    virtual ~any_exchange() = default;

    std::vector<exchange_part*> parts; ///< of each worker; null where its executor was made for nothing
};
/// Rows on their way between workers: `rows[from][to]`.  Each list is written by one worker and later read by one.
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

/// One worker of a group, while its executors are made.
struct worker_place {
    worker_group* group;
    std::size_t number;        ///< of the worker
    std::size_t exchanges = 0; ///< made so far

    /// The routes of the inputs of the run-time node that is being made, and of which input the next executor is.
    const void* routes = nullptr;
    std::size_t next_route = 0;
};

/// One worker's side of an exchange.
template <class Row, class W> class exchange_end {
  public:
    exchange_end(worker_place& of, exchange_part& part)
        : number_(of.number), exchange_(&of.group->template join<Row, W>(of.exchanges++, part)) {}
    exchange_end(const exchange_end&) = delete;
    exchange_end& operator=(const exchange_end&) = delete;
    ~exchange_end() { exchange_->parts[number_] = nullptr; }

    [[nodiscard]] std::size_t workers() const { return exchange_->rows.size(); }
    void begin() {
        for (auto& list : exchange_->rows[number_]) { recycle(list); }
    }
    template <class R> void send(std::size_t to, R&& row, const W& w) {
        auto& lists = exchange_->rows[number_];
        if (to == every_worker) {
            for (auto& list : lists) { list.emplace_back(row, w); }
        } else {
            lists[to].emplace_back(std::forward<R>(row), w);
        }
    }
    [[nodiscard]] std::size_t sent() const {
        std::size_t sum = 0;
        for (const auto& list : exchange_->rows[number_]) { sum += list.size(); }
        return sum;
    }
    /// Rows that the workers have sent to this one: those of the first worker first, so the order does not depend on threads.
    template <class Out> void receive(Out&& out) {
        for (auto& from : exchange_->rows) {
            for (auto& [row, w] : from[number_]) { out(std::move(row), w); }
        }
    }

  private:
    std::size_t number_;
    exchange<Row, W>* exchange_;
};

/// The part of the changes of a source that a worker takes.
template <class Row, class W> class source_part {
  public:
    source_part(worker_place& of, const std::string& table)
        : input_(&of.group->template declare<Row, W>(table)),
          number_(of.number),
          workers_(of.group->size()) {}

    [[nodiscard]] auto changes() const {
        std::span const all(input_->batch());
        auto const first = all.size() * number_ / workers_;
        auto const last = all.size() * (number_ + 1) / workers_;
        return all.subspan(first, last - first);
    }

  private:
    const input<Row, W>* input_;
    std::size_t number_;
    std::size_t workers_;
};

} // namespace dbsp::detail
