/// The law of every operator: all ways to run a circuit agree, at every step of any stream.
///
///     check_operator("filter", changes<row>(), [](auto a) { return filter(a, even); });
///     check_static_operator("left_join", bags<row, maybe_row>(), [](auto a, auto b) { return left_join(a, b, ...); });
///
/// Compared at each step: the evaluator of `recompute(c)`, that of `incrementalize(c)`, the engine, and the engine in
/// pieces.  Then the engine takes the same stream in bigger steps, each of whose results must be the sum of the small ones.
///
/// What is not about one circuit is compiled once, in operator_law.cpp; tests don't even see RapidCheck.
#pragma once

#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

#include "property/support/dynamic_runner.hpp"

#include <limits>
#include <optional>

namespace dbsp::test {

/// Random streams of changes to inputs of rows `Row`.
template <class... Row> struct streams {
    bool bags;
    int domain = 4; ///< the members of rows come from so many values
};
/// Any changes: weights of both signs, duplicates, empty batches.
template <class... Row> streams<Row...> changes(int domain = 4) { return {false, domain}; }
/// Changes that leave bags: inserts, duplicates, deletions of rows that are there.
template <class... Row> streams<Row...> bags(int domain = 4) { return {true, domain}; }

/// What a law needs to know of a circuit.
struct law_options {
    bool big_steps =
        true; ///< whether one step over two batches is the sum of two: not with delay and its like
};

/// Rows of other types for static circuits are made of generated ones by `row_from<Row>::make(r)`.
template <class Row> struct row_from;
template <> struct row_from<row> {
    static row make(const row& r) { return r; }
};
/// Rows with a null, as the key or as a value.
using maybe_row = std::pair<std::optional<int>, int>;
template <> struct row_from<maybe_row> {
    static maybe_row make(const row& r) {
        return {r.first == 0 ? std::nullopt : std::optional(r.first), r.second};
    }
};
using row_maybe = std::pair<int, std::optional<int>>;
template <> struct row_from<row_maybe> {
    static row_maybe make(const row& r) {
        return {r.first % 3, r.second == 0 ? std::nullopt : std::optional(r.second)};
    }
};
/// Floating point of every kind; use a domain of 8.
using float_row = std::pair<int, double>;
template <> struct row_from<float_row> {
    static float_row make(const row& r) {
        using limits = std::numeric_limits<double>;
        static constexpr double values[] = {
            0.1, 0.0, -0.0, -1.5, 1e100, limits::infinity(), -limits::infinity(), limits::quiet_NaN()};
        return {r.first % 2, values[r.second % 8]};
    }
};

/// Functions of rows for use in circuits, static or run-time.
inline constexpr auto by_first = [](const row& r) { return row{r.first, 0}; };
inline constexpr auto by_second = [](const row& r) { return row{r.second, 0}; };
inline constexpr auto same_row = [](const row& r) { return r; };
inline constexpr auto swapped = [](const row& r) { return row{r.second, r.first}; };
inline constexpr auto seconds = [](const row& a, const row& b) { return row{a.second, b.second}; };
inline constexpr auto ends = [](const row& a, const row& b) { return row{a.first, b.second}; };
inline constexpr auto ascending = [](const row& r) { return r.first < r.second; };
inline constexpr auto less_second = [](const row& a, const row& b) { return a.second < b.second; };

/// The part that may be null as a key: as a value of its own (GROUP BY), or one that never matches (SQL's `=`).
inline constexpr auto maybe_first = [](const maybe_row& r) { return r.first; };
struct sql_first {
    std::optional<int> operator()(const maybe_row& r) const { return r.first; }
    static bool matches(const std::optional<int>& key) { return key.has_value(); }
};

namespace detail {
/// The change of an output, whatever its rows are.
class outcome {
    struct base {
        base() = default;
        base(const base&) = delete;
        base& operator=(const base&) = delete;
        virtual ~base() = default;
        [[nodiscard]] virtual bool equals(const base& other) const = 0;
        [[nodiscard]] virtual outcome plus(const base& other) const = 0;
        [[nodiscard]] virtual std::string text() const = 0;
    };
    template <class Z> struct box final : base {
        Z z;
        explicit box(Z value) : z(std::move(value)) {}
        static const Z& open(const base& other) { return dynamic_cast<const box&>(other).z; }
        [[nodiscard]] bool equals(const base& other) const override { return z == open(other); }
        [[nodiscard]] outcome plus(const base& other) const override { return outcome(z + open(other)); }
        [[nodiscard]] std::string text() const override {
            std::ostringstream out;
            out << z;
            return out.str();
        }
    };

  public:
    template <class T, class W>
    explicit outcome(zset<T, W> z) : content_(std::make_shared<box<zset<T, W>>>(std::move(z))) {}

    friend bool operator==(const outcome& a, const outcome& b) { return a.content_->equals(*b.content_); }
    friend outcome operator+(const outcome& a, const outcome& b) { return a.content_->plus(*b.content_); }
    [[nodiscard]] std::string text() const { return content_->text(); }

  private:
    std::shared_ptr<const base> content_;
};

/// A way to run a circuit: one step over some batches.
struct machine {
    std::string name;
    std::function<outcome(const dynamic_stream& batches)> step;
};

template <class... Row, class Runner>
machine static_machine(std::string name, std::shared_ptr<Runner> runner) {
    return {std::move(name), [runner](const dynamic_stream& batches) {
                auto const push = [&]<class R>(dbsp::input<R>& input, const zset<row>& change) {
                    for (const auto& [r, w] : change) { input.push(row_from<R>::make(r), w); }
                };
                for (const auto& batch : batches) {
                    [&]<std::size_t... I>(std::index_sequence<I...>) {
                        (push(runner->template input<Row>(input_name(I)), batch.at(I)), ...);
                    }(std::index_sequence_for<Row...>{});
                }
                return outcome(zset(runner->step()));
            }};
}

/// Machines for one circuit, constructed for each stream.
class machines {
  public:
    machines() = default;
    machines(const machines&) = delete;
    machines& operator=(const machines&) = delete;
    virtual ~machines() = default;
    [[nodiscard]] virtual std::vector<machine> all() const = 0; ///< the first is the oracle
    [[nodiscard]] virtual machine engine() const = 0;
};

template <class C, class... Row> class static_machines final : public machines {
  public:
    explicit static_machines(C circuit) : circuit_(std::move(circuit)) {}
    [[nodiscard]] std::vector<machine> all() const override {
        return {evaluator_of("recomputed", recompute(circuit_)),
                evaluator_of("incrementalized", incrementalize(circuit_)), engine()};
    }
    [[nodiscard]] machine engine() const override {
        return static_machine<Row...>("engine", std::make_shared<dbsp::engine<C>>(circuit_));
    }

  private:
    template <class Pass> static machine evaluator_of(std::string name, const Pass& c) {
        return static_machine<Row...>(std::move(name), std::make_shared<evaluator<Pass>>(c));
    }
    C circuit_;
};

class dynamic_machines final : public machines {
  public:
    explicit dynamic_machines(dynamic circuit) : circuit_(std::move(circuit)) {}
    [[nodiscard]] std::vector<machine> all() const override;
    [[nodiscard]] machine engine() const override;

  private:
    dynamic circuit_;
};

/// Checks that all machines agree on every stream.
void check_machines(const std::string& name, std::size_t inputs, bool bags, int domain, law_options options,
                    const std::vector<const machines*>& circuits);

template <class C, class... Row, class Build> auto build_circuit(const Build& build) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        if constexpr (std::is_void_v<C>) {
            return build(source<Row>(input_name(I))...);
        } else {
            return build(source<std::conditional_t<(I + 1 > 0), C, Row>>(input_name(I))...);
        }
    }(std::index_sequence_for<Row...>{});
}
} // namespace detail

/// Checks the law of the circuit that `build(a, b, ...)` makes of its inputs: static only, so over any rows.
template <class... Row, class Build>
void check_static_operator(const std::string& name, streams<Row...> s, const Build& build,
                           law_options options = {}) {
    auto circuit = detail::build_circuit<void, Row...>(build);
    detail::static_machines<decltype(circuit), Row...> const all(std::move(circuit));
    detail::check_machines(name, sizeof...(Row), s.bags, s.domain, options, {&all});
}

/// The same for the run-time circuit: costs no time to compile.
template <class... Row, class Build>
    requires(std::same_as<Row, row> && ...)
void check_dynamic_operator(const std::string& name, streams<Row...> s, const Build& build,
                            law_options options = {}) {
    detail::dynamic_machines const all(detail::build_circuit<dynamic, Row...>(build));
    detail::check_machines(name, sizeof...(Row), s.bags, s.domain, options, {&all});
}

/// Both, and that the static circuit and the run-time one agree.
template <class... Row, class Build>
    requires(std::same_as<Row, row> && ...)
void check_operator(const std::string& name, streams<Row...> s, const Build& build,
                    law_options options = {}) {
    auto circuit = detail::build_circuit<void, Row...>(build);
    detail::static_machines<decltype(circuit), Row...> const one(std::move(circuit));
    detail::dynamic_machines const other(detail::build_circuit<dynamic, Row...>(build));
    detail::check_machines(name, sizeof...(Row), s.bags, s.domain, options, {&one, &other});
}

/// Checks that two circuits denote the same function.
template <class... Row, class Left, class Right>
    requires(std::same_as<Row, row> && ...)
void check_equal_circuits(const std::string& name, streams<Row...> s, const Left& left, const Right& right,
                          law_options options = {}) {
    detail::dynamic_machines const one(detail::build_circuit<dynamic, Row...>(left));
    detail::dynamic_machines const other(detail::build_circuit<dynamic, Row...>(right));
    detail::check_machines(name, sizeof...(Row), s.bags, s.domain, options, {&one, &other});
}

/// Checks a law about one circuit: `holds(states, result)` of the states of the inputs and of the output after each step.
void check_states(const std::string& name, std::size_t inputs, bool bags, int domain, const dynamic& circuit,
                  const std::function<bool(const dynamic_batch& states, const zset<row>& result)>& holds);

template <class... Row, class Build, class Holds>
void check_states(const std::string& name, streams<Row...> s, const Build& build, const Holds& holds) {
    check_states(name, sizeof...(Row), s.bags, s.domain, detail::build_circuit<dynamic, Row...>(build),
                 holds);
}

} // namespace dbsp::test
