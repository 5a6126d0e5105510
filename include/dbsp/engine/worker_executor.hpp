/// Executors of what stands between workers in static circuits: slices of sources, and exchanges.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/worker_group.hpp>
#include <dbsp/engine/worker_partition.hpp>

#include <utility>

namespace dbsp::detail {

template <class Row, class W, std::size_t D> class executor<source_slice<Row, W>, D> {
  public:
    executor(const source_slice<Row, W>& c, engine_context& context, scope<D>& /*where*/)
        : part_(*context.workers, c.table) {}

    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : part_.changes()) { out(row, w); }
    }

  private:
    source_part<Row, W> part_;
};

template <class Route, class Op, any_circuit In, std::size_t D>
class executor<exchanged<Route, Op, In>, D> final : public exchange_part {
    using row_type = typename In::value_type;
    using weight_type = typename In::weight_type;

  public:
    executor(const exchanged<Route, Op, In>& c, engine_context& context, scope<D>& where)
        : op_(c.op),
          failure_(&where.step->failure),
          in_(c.in, context, where),
          end_(*context.workers, *this) {}

    void send() override {
        end_.begin();
        in_.run([&](auto&& row, const weight_type& w) {
            attribute(*failure_, op_, Route::place, row, [&] {
                auto const to = Route::to(op_, std::as_const(row), end_.workers());
                end_.send(to, std::forward<decltype(row)>(row), w);
            });
        });
    }
    [[nodiscard]] std::size_t sent() const override { return end_.sent(); }
    template <class Out> void run(Out&& out) { end_.receive(out); }

  private:
    [[no_unique_address]] Op op_;
    failure_note* failure_;
    executor<In, D> in_;
    exchange_end<row_type, weight_type> end_;
};

} // namespace dbsp::detail
