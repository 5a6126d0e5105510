/// Executors of what stands between workers: slices of sources, and exchanges.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/worker_group.hpp>
#include <dbsp/engine/worker_partition.hpp>

#include <span>
#include <utility>

namespace dbsp::detail {

template <class Row, class W, std::size_t D> class executor<source_slice<Row, W>, D> {
  public:
    executor(const source_slice<Row, W>& c, worker_context& context, scope<D>& /*where*/)
        : input_(&context.group->declare<Row, W>(c.table)),
          number_(context.number),
          workers_(context.group->size()) {}

    template <class Out> void run(Out&& out) {
        const auto& all = input_->batch();
        auto const first = all.size() * number_ / workers_;
        auto const last = all.size() * (number_ + 1) / workers_;
        for (const auto& [row, w] : std::span(all).subspan(first, last - first)) { out(row, w); }
    }

  private:
    const input<Row, W>* input_;
    std::size_t number_;
    std::size_t workers_;
};

/// Gives the rows that the workers have sent to this one: those of the first worker first, so the order does not depend on the threads.
template <class Route, any_circuit In, std::size_t D>
class executor<exchanged<Route, In>, D> final : public exchange_part {
    using row_type = typename In::value_type;
    using weight_type = typename In::weight_type;

  public:
    executor(const exchanged<Route, In>& c, worker_context& context, scope<D>& where)
        : route_(c.route),
          failure_(&where.step->failure),
          number_(context.number),
          in_(c.in, context, where),
          exchange_(&context.group->join<row_type, weight_type>(context.exchanges++, *this)) {}
    ~executor() { exchange_->parts[number_] = nullptr; }

    void send() override {
        auto& mine = exchange_->rows[number_];
        for (auto& list : mine) { recycle(list); }
        in_.run([&](auto&& row, const weight_type& w) {
            attribute(*failure_, route_.op, Route::place, row,
                      [&] { send_row(mine, std::forward<decltype(row)>(row), w); });
        });
    }
    [[nodiscard]] std::size_t sent() const override {
        std::size_t sum = 0;
        for (const auto& list : exchange_->rows[number_]) { sum += list.size(); }
        return sum;
    }
    template <class Out> void run(Out&& out) {
        for (auto& from : exchange_->rows) {
            for (auto& [row, w] : from[number_]) { out(std::move(row), w); }
        }
    }

  private:
    template <class Row>
    void send_row(std::vector<batch<row_type, weight_type>>& to, Row&& row, const weight_type& w) {
        if constexpr (goes_to_all<Route>) {
            for (auto& list : to) { list.emplace_back(row, w); }
        } else {
            auto& list = to[route_(std::as_const(row), to.size())];
            list.emplace_back(std::forward<Row>(row), w);
        }
    }

    Route route_;
    failure_note* failure_;
    std::size_t number_;
    executor<In, D> in_;
    exchange<row_type, weight_type>* exchange_;
};

} // namespace dbsp::detail
