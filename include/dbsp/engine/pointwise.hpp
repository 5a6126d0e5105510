/// Pointwise operators in the engine: the weights of every value, and what they make of them.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/timed_groups.hpp>

namespace dbsp::detail {

/// The weight of one value in each of N inputs: a product of groups.
template <class W, std::size_t N> struct weights {
    std::array<W, N> of{};

    friend weights operator+(weights a, const weights& b) {
        for (std::size_t i = 0; i < N; ++i) { a.of[i] = a.of[i] + b.of[i]; }
        return a;
    }
    friend bool operator==(const weights&, const weights&) = default;
};

template <class Op, class W, std::size_t N> W weigh(const Op& op, const weights<W, N>& w) {
    return std::apply([&](const auto&... one) { return op.weigh(one...); }, w.of);
}

/// Outside fixpoints each change is answered immediately: `f(now) - f(before)` of the one value that it affects.
template <of_class<pointwise> Op, any_circuit... In> class executor<node<Op, In...>, 0> {
    using circuit = node<Op, In...>;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;

  public:
    executor(const circuit& c, engine_context& context, scope<0>& where)
        : op_(c.op), in_(make_executors(c.in, context, where)) {}

    template <class Out> void run(Out&& out) {
        [&]<std::size_t... Side>(std::index_sequence<Side...>) {
            (get<Side>(in_).run([&](const value& row, const weight_type& w) { arrive<Side>(row, w, out); }),
             ...);
        }(std::index_sequence_for<In...>{});
    }

  private:
    template <std::size_t Side, class Out> void arrive(const value& row, const weight_type& w, Out& out) {
        auto const at = seen_.try_emplace(row).first;
        auto& known = at->second;
        auto const before = weigh(op_, known);
        known.of[Side] = known.of[Side] + w;
        auto const change = weigh(op_, known) - before;
        if (known == weights<weight_type, sizeof...(In)>{}) { seen_.erase(at); }
        if (change != weight_type{}) { out(row, change); }
    }

    [[no_unique_address]] Op op_;
    pack<executor<In, 0>...> in_;
    boost::unordered_flat_map<value, weights<weight_type, sizeof...(In)>, value_hash, value_equal> seen_;
};

/// Inside fixpoints each value has a history.
template <of_class<pointwise> Op, any_circuit... In, std::size_t D>
    requires(D > 0)
class executor<node<Op, In...>, D> {
    using circuit = node<Op, In...>;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;
    using input_weights = weights<weight_type, sizeof...(In)>;

  public:
    executor(const circuit& c, engine_context& context, scope<D>& where)
        : op_(c.op), in_(make_executors(c.in, context, where)), groups_(where) {}

    template <class Out> void run(Out&& out) {
        [&]<std::size_t... Side>(std::index_sequence<Side...>) {
            (get<Side>(in_).run([&](const value& row, const weight_type& w) {
                auto& known = groups_.touch(row).of[Side];
                known = known + w;
            }),
             ...);
        }(std::index_sequence_for<In...>{});
        groups_.settle([this](const value&, const input_weights& w) { return weigh(op_, w); }, out);
    }

  private:
    [[no_unique_address]] Op op_;
    pack<executor<In, D>...> in_;
    timed_groups<value, input_weights, weight_type, D> groups_;
};

} // namespace dbsp::detail
