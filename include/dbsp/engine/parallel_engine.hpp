/// `parallel_engine`: an engine whose big steps are run by several workers.
#pragma once

#include <dbsp/engine/engine.hpp>
#include <dbsp/engine/worker_executor.hpp>
#include <dbsp/engine/worker_threads.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace dbsp {

/// How a `parallel_engine` runs.
struct workers {
    std::size_t count = std::max(1U, std::thread::hardware_concurrency());
    /// Steps that have moved fewer rows so far are run by the caller alone: waking threads would take longer.
    std::size_t serial_below = 2'000;
};

namespace detail {

/// One worker: a running form of the circuit, with its part of each state.
template <any_circuit C> struct worker {
    worker_place place;
    engine_context context;
    dbsp::detail::scope<0> scope = outermost(context.step);
    executor<C, 0> root;
    batch<typename C::value_type, typename C::weight_type> result;

    worker(const C& circuit, worker_group& group, std::size_t number)
        : place{&group, number}, root(circuit, at(place), scope) {
        context.shared.clear();
        context.workers = nullptr;
    }
    engine_context& at(worker_place& of) {
        context.workers = &of;
        return context;
    }
    void begin() {
        context.step.failure.clear();
        ++scope.tick;
    }
    void run() {
        recycle(result);
        root.run(
            [this](auto&& row, const auto& w) { result.emplace_back(std::forward<decltype(row)>(row), w); });
    }
};

/// All workers, as one part of the transaction of a step.
template <any_circuit C> class running_workers final : public participant {
  public:
    running_workers(const C& circuit, workers how) : how_(how), group_(how.count), threads_(how.count) {
        for (std::size_t number = 0; number < how.count; ++number) {
            all_.push_back(std::make_unique<worker<C>>(circuit, group_, number));
        }
    }

    [[nodiscard]] engine_context& context() { return group_.context; }

    /// The step up to its results, `result(batch)` for that of each worker, in their order.
    template <class Result> void run(Result&& result) {
        group_.context.step.states.enlist(*this);
        for (auto& one : all_) { one->begin(); }
        moved_ = group_.changes();
        try {
            for (const auto& exchange : group_.exchanges()) {
                if (exchange->parts.front() == nullptr) { continue; }
                each([&](std::size_t number) { exchange->parts[number]->send(); });
                for (const auto* part : exchange->parts) { moved_ += part->sent(); }
            }
            each([&](std::size_t number) { all_[number]->run(); });
        } catch (...) {
            for (auto& one : all_) { group_.context.step.failure.take(one->context.step.failure); }
            throw;
        }
        for (auto& one : all_) { result(one->result); }
    }

    void commit() noexcept override {
        each([&](std::size_t number) { all_[number]->context.step.states.commit(); });
    }
    void rollback() noexcept override {
        for (auto& one : all_) { one->context.step.states.rollback(); }
    }
    void collect(event_time until) {
        for (auto& one : all_) {
            for (const auto& forget : one->context.collections) { forget(until); }
        }
    }

  private:
    /// `work(number)` of each worker: at once, if that pays.
    template <class Work> void each(Work&& work) {
        if (moved_ < how_.serial_below) {
            for (std::size_t number = 0; number < all_.size(); ++number) { work(number); }
        } else {
            threads_.together(std::forward<Work>(work));
        }
    }

    workers how_;
    std::size_t moved_ = 0; ///< rows of this step: its changes, and those that went through exchanges
    worker_group group_;
    std::vector<std::unique_ptr<worker<C>>> all_;
    worker_threads threads_;
};

} // namespace detail

/// An engine whose state is divided by keys among workers, which run big steps at once.
///
///     parallel_engine totals(source<order>("orders") | group_by(region) | aggregate(sum(amount)), workers{.count = 4});
///     totals.input<order>("orders").load(orders);
///     for (const auto& [row, weight] : totals.step()) { ... }
///
/// Before each operator with a state, rows go to the worker that has the state of their key.  A step therefore takes turns between parts of the
/// circuit, which all workers run, and exchanges.  Steps that move few rows are run by the caller alone, in the same order: results do not depend on threads.
///
/// Law: `step` gives what that of `engine` gives, for every number of workers; the pieces and their order are the same in each run
/// (tests/property/pass/random_circuits.cpp).  A step is a transaction, as there: where several workers fail in one part, the error is that of the first of them.
/// Precondition: functions of the circuit may be called by several threads at once.
/// Errors: those of `engine`; `circuit_error` where there is no worker.
/// Limits: recursion, with all below its inputs joined, runs in the first worker; there are no snapshots and no profiles.
/// Not for several threads at once: the workers are its own.
template <any_circuit C> class parallel_engine {
  public:
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using change_type = zset<value_type, weight_type>;

    explicit parallel_engine(const C& circuit, workers how = {}) {
        if (how.count == 0) { throw circuit_error("parallel_engine: the number of workers is 0"); }
        machine_ = std::make_unique<machine>(circuit, how);
    }

    /// The input called `name`, of rows `Row`; `circuit_error` when the circuit has none such.
    template <class Row> dbsp::input<Row, weight_type>& input(const std::string& name) {
        return running().context().inputs.template find<Row, weight_type>(name);
    }

    /// Takes everything pushed since the last step; the change of the output, consolidated.  Valid until the next step.
    const change_type& step() {
        auto& now = running();
        return now.step(kind, now.context(), [&](auto&& out) { now.run(out); });
    }

    /// The same, piece by piece: `out(row, weight)`, called by the caller's thread.
    template <class Out>
        requires std::invocable<Out&, const value_type&, const weight_type&>
    void step(Out&& out) {
        auto& now = running();
        now.step(kind, now.context(), [&](auto&& all) { now.run(all); }, out);
    }

    /// Where the last step failed; nothing where it succeeded.
    [[nodiscard]] const std::optional<step_failure>& failure() const {
        return running().context().step.failure.known();
    }

    /// As `engine::collect`.
    void collect(event_time until) {
        auto& now = running();
        if (now.state == detail::step_state::running) {
            throw broken_state_error("collect: a step is running; it can be called when that is done");
        }
        now.workers.collect(until);
    }

  private:
    static constexpr const char* kind = "parallel_engine";
    using divided = decltype(detail::worker_partition()(std::declval<const C&>()));

    /// What is run; it stays where it is when the engine moves.
    struct machine : detail::output_steps<value_type, weight_type> {
        detail::running_workers<divided> workers;

        machine(const C& circuit, dbsp::workers how) : workers(detail::worker_partition()(circuit), how) {}

        [[nodiscard]] detail::engine_context& context() { return workers.context(); }
        template <class Out> void run(Out&& out) {
            workers.run([&](auto& results) {
                for (auto& [row, w] : results) { out(std::move(row), w); }
            });
        }
    };
    [[nodiscard]] machine& running() const { return detail::present(kind, machine_); }

    std::unique_ptr<machine> machine_;
};

} // namespace dbsp
