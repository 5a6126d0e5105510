/// The law of every operator: all ways to run a circuit agree, at every step of any stream.
///
///     check_operator("filter", changes<row>(), [](auto a) { return filter(a, even); });
///     check_static_operator("left_join", bags<order, customer>(), [](auto a, auto b) { return left_join(a, b, ...); });
///
/// Compared at each step: the evaluator of `recompute(c)`, of `incrementalize(c)`, and the engine, whole and in pieces; for
/// `check_operator` also the same four for the run-time circuit that `build` makes.  Then the engine takes the same stream in
/// bigger steps, each of whose results must be the sum of the small ones.
#pragma once

#include <dbsp/circuit/incrementalize.hpp>
#include <dbsp/circuit/recompute.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>

#include "property/support/dynamic_runner.hpp"
#include "property/support/generate.hpp"
#include "property/support/law.hpp"

#include <sstream>
#include <tuple>

namespace dbsp::test {

/// A stream of changes: for each step a batch, which has a Z-set for each input.
template <class... Row> using batch_of = std::tuple<zset<Row>...>;
template <class... Row> using stream_of = std::vector<batch_of<Row...>>;

/// Rows with both members between 0 and 3: few enough to meet, enough to differ.
inline rc::Gen<row> few_rows(int domain = 4) {
    auto const member = rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, domain));
    return rc::gen::pair(member, member);
}

namespace detail {
template <class T> struct default_rows {
    static rc::Gen<T> generate() { return rc::gen::resize(rc::kNominalSize, small_value<T>()); }
};
template <> struct default_rows<row> {
    static rc::Gen<row> generate() { return few_rows(); }
};

/// One thing that happens to a table: rows come (weight positive), or some of those go, chosen by `pick`.
template <class T> struct event {
    T value;
    int weight;
    std::size_t pick;
};
template <class T> using event_list = std::vector<event<T>>;

template <class T> rc::Gen<event_list<T>> any_events(rc::Gen<T> value) {
    auto const weight = rc::gen::map(rc::gen::inRange<std::size_t>(0, 8),
                                     [](std::size_t i) { return std::array{1, -1, 1, -1, 2, -2, 3, -3}[i]; });
    auto one = rc::gen::apply([](T v, int w, std::size_t pick) { return event<T>{std::move(v), w, pick}; },
                              std::move(value), rc::gen::resize(rc::kNominalSize, weight),
                              rc::gen::inRange<std::size_t>(0, 1000));
    return rc::gen::withSize([one](int size) {
        return rc::gen::resize(1 + size / 16, rc::gen::container<event_list<T>>(rc::gen::resize(size, one)));
    });
}

/// The changes that the events are to a table of any rows, whose weights may be negative.
template <class T> zset<T> signed_change(const event_list<T>& events, zset<T>&) {
    zset<T> change;
    for (const auto& e : events) { change.add(e.value, e.weight); }
    return change;
}

/// The changes to a table that is a bag before and after: only rows that are there go.
template <class T> zset<T> bag_change(const event_list<T>& events, zset<T>& table) {
    zset<T> change;
    for (const auto& e : events) {
        if (e.weight < 0 && table.empty()) { continue; }
        auto const& [value, known] =
            e.weight > 0 ? std::pair(e.value, default_weight(0))
                         : *(table.begin() + static_cast<std::ptrdiff_t>(e.pick % table.size()));
        auto const weight =
            e.weight > 0 ? default_weight(e.weight) : std::max(default_weight(e.weight), -known);
        auto const row = value;
        change.add(row, weight);
        table.add(row, weight);
    }
    return change;
}

template <class... Row, class Change>
rc::Gen<stream_of<Row...>> stream_from(Change change, rc::Gen<Row>... rows) {
    using events = std::tuple<event_list<Row>...>;
    auto const lists = rc::gen::tuple(any_events<Row>(std::move(rows))...);
    auto const streams = rc::gen::withSize([lists](int size) {
        return rc::gen::resize(1 + size / 12,
                               rc::gen::container<std::vector<events>>(rc::gen::resize(size, lists)));
    });
    return rc::gen::map(streams, [change](const std::vector<events>& all) {
        stream_of<Row...> stream;
        batch_of<Row...> tables;
        for (const auto& one : all) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                stream.emplace_back(change(std::get<I>(one), std::get<I>(tables))...);
            }(std::index_sequence_for<Row...>{});
        }
        return stream;
    });
}
} // namespace detail

/// Streams of any changes to inputs of these rows: weights of both signs, duplicates, empty batches.
template <class... Row> rc::Gen<stream_of<Row...>> changes(rc::Gen<Row>... rows) {
    return detail::stream_from<Row...>(
        [](const auto& events, auto& table) { return detail::signed_change(events, table); },
        std::move(rows)...);
}
template <class... Row> rc::Gen<stream_of<Row...>> changes() {
    return changes<Row...>(detail::default_rows<Row>::generate()...);
}

/// Streams of changes to inputs that are bags after each: inserts, duplicates, deletions of rows that are there.
template <class... Row> rc::Gen<stream_of<Row...>> bags(rc::Gen<Row>... rows) {
    return detail::stream_from<Row...>(
        [](const auto& events, auto& table) { return detail::bag_change(events, table); },
        std::move(rows)...);
}
template <class... Row> rc::Gen<stream_of<Row...>> bags() {
    return bags<Row...>(detail::default_rows<Row>::generate()...);
}

/// What a law needs to know of a circuit.
struct law_options {
    bool big_steps =
        true; ///< whether one step over two batches is the sum of two: not with delay and its like
};

namespace detail {
/// A way to run a circuit, over batches of any inputs.
template <class Out, class... Row> struct run_of {
    std::string name;
    std::function<zset<Out>(const stream_of<Row...>&)> step; ///< one step over all these batches
};
template <class Out, class... Row> using runs_of = std::vector<run_of<Out, Row...>>;

template <class... Row, class Machine> void push_into(Machine& machine, const stream_of<Row...>& batches) {
    for (const auto& batch : batches) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (machine.template input<Row>(input_name(I)).push(std::get<I>(batch)), ...);
        }(std::index_sequence_for<Row...>{});
    }
}

template <class... Row, class Machine> auto static_run(std::string name, std::shared_ptr<Machine> machine) {
    using out = typename Machine::value_type;
    return run_of<out, Row...>{std::move(name), [machine](const stream_of<Row...>& batches) -> zset<out> {
                                   push_into<Row...>(*machine, batches);
                                   return machine->step();
                               }};
}
template <class... Row, class C> auto engine_run(const C& circuit) {
    return static_run<Row...>("engine", std::make_shared<engine<C>>(circuit));
}
template <class... Row, class C> auto engine_run_in_pieces(const C& circuit) {
    using out = typename C::value_type;
    auto const machine = std::make_shared<engine<C>>(circuit);
    return run_of<out, Row...>{"engine in pieces", [machine](const stream_of<Row...>& batches) {
                                   push_into<Row...>(*machine, batches);
                                   zset<out> change;
                                   machine->step(
                                       [&](const out& r, const default_weight& w) { change.add(r, w); });
                                   return change;
                               }};
}

template <class... Row, static_circuit C> auto all_runs(const C& circuit) {
    auto const recomputed = recompute(circuit);
    auto const incremental = incrementalize(circuit);
    return runs_of<typename C::value_type, Row...>{
        static_run<Row...>(
            "recomputed", std::make_shared<evaluator<std::remove_const_t<decltype(recomputed)>>>(recomputed)),
        static_run<Row...>(
            "incrementalized",
            std::make_shared<evaluator<std::remove_const_t<decltype(incremental)>>>(incremental)),
        engine_run<Row...>(circuit), engine_run_in_pieces<Row...>(circuit)};
}

/// A run of a run-time circuit, behind the types of the static ones.
template <class... Row> run_of<row, Row...> wrap(const dynamic_run& run) {
    return {run.name, [run](const stream_of<Row...>& batches) {
                std::vector<dynamic_batch> plain;
                for (const auto& batch : batches) {
                    plain.push_back(std::apply([](const auto&... z) { return dynamic_batch{z...}; }, batch));
                }
                return run.step(plain);
            }};
}
template <class... Row> runs_of<row, Row...> all_runs(const dynamic& circuit) {
    return {wrap<Row...>(evaluate_recomputed(circuit)), wrap<Row...>(evaluate_incremental(circuit)),
            wrap<Row...>(run_engine(circuit)), wrap<Row...>(run_engine_in_pieces(circuit))};
}
template <class... Row> run_of<row, Row...> engine_run(const dynamic& circuit) {
    return wrap<Row...>(run_engine(circuit));
}

template <class... Row> std::string show(const stream_of<Row...>& batches) {
    std::ostringstream text;
    for (std::size_t at = 0; at < batches.size(); ++at) {
        text << "  batch " << at << ":";
        std::size_t input = 0;
        std::apply(
            [&](const auto&... z) { ((text << " " << input_name(input++) << " += " << z << " "), ...); },
            batches[at]);
        text << "\n";
    }
    return text.str();
}

template <class Out, class... Row>
[[noreturn]] void fail_law(const std::string& circuit, std::size_t step, const stream_of<Row...>& stream,
                           const std::string& expected_by, const zset<Out>& expected,
                           const std::string& got_by, const zset<Out>& got) {
    std::ostringstream text;
    text << circuit << ": results differ at step " << step << "\n" << show<Row...>(stream);
    text << "  " << expected_by << ": " << expected << "\n  " << got_by << ": " << got << "\n";
    RC_FAIL(text.str());
    std::unreachable();
}

/// All runs give the same at each step; what the first of them gave.
template <class Out, class... Row>
std::vector<zset<Out>> compare_runs(const std::string& circuit, const stream_of<Row...>& stream,
                                    const runs_of<Out, Row...>& runs) {
    std::vector<zset<Out>> results;
    for (std::size_t step = 0; step < stream.size(); ++step) {
        results.push_back(runs.front().step({stream[step]}));
        for (const auto& run : runs | std::views::drop(1)) {
            auto const got = run.step({stream[step]});
            if (got != results.back()) {
                fail_law<Out, Row...>(circuit, step, stream, runs.front().name, results.back(), run.name,
                                      got);
            }
        }
    }
    return results;
}

/// Steps over `size` batches each give the sums of what the small steps gave.
template <class Out, class... Row>
void compare_big_steps(const std::string& circuit, const stream_of<Row...>& stream, std::size_t size,
                       const std::vector<zset<Out>>& small, const run_of<Out, Row...>& run) {
    for (std::size_t first = 0; first < stream.size(); first += size) {
        auto const last = std::min(first + size, stream.size());
        stream_of<Row...> const batches(stream.begin() + static_cast<std::ptrdiff_t>(first),
                                        stream.begin() + static_cast<std::ptrdiff_t>(last));
        zset<Out> sum;
        for (std::size_t step = first; step < last; ++step) { sum += small[step]; }
        auto const got = run.step(batches);
        if (got != sum) {
            auto const name = run.name + " over " + std::to_string(size) + " batches a step";
            fail_law<Out, Row...>(circuit, last - 1, stream, "sum of small steps", sum, name, got);
        }
    }
}

/// The law for one stream, for a static circuit and, where there is one, the run-time circuit built alike.
template <class... Row, class C, class... Dynamic>
void compare_on(const std::string& name, const stream_of<Row...>& stream, law_options options,
                const C& circuit, const Dynamic&... alike) {
    auto runs = all_runs<Row...>(circuit);
    (runs.append_range(all_runs<Row...>(alike)), ...);
    auto const results = compare_runs<typename C::value_type, Row...>(name, stream, runs);
    if (!options.big_steps) { return; }
    for (std::size_t const size : {2U, 3U}) {
        compare_big_steps<typename C::value_type, Row...>(name, stream, size, results,
                                                          engine_run<Row...>(circuit));
        (compare_big_steps<row, Row...>(name, stream, size, results, engine_run<Row...>(alike)), ...);
    }
}

template <class C, class... Row, class Build, std::size_t... I>
auto build_from(const Build& build, std::index_sequence<I...>) {
    if constexpr (std::is_void_v<C>) {
        return build(source<Row>(input_name(I))...);
    } else {
        return build(source<C>(input_name(I))...);
    }
}
} // namespace detail

/// `build(source...)`, with sources of the rows of the stream.
template <class C, class... Row, class Build> auto build_circuit(const Build& build) {
    return detail::build_from<C, Row...>(build, std::index_sequence_for<Row...>{});
}

/// Checks the law of the circuit that `build(a, b, ...)` makes of its inputs, static only, so over any rows.
template <class... Row, class Build>
void check_static_operator(const std::string& name, rc::Gen<stream_of<Row...>> streams, const Build& build,
                           law_options options = {}) {
    auto const circuit = build_circuit<void, Row...>(build);
    check_law(name, [&] {
        auto const stream = *streams;
        detail::compare_on<Row...>(name, stream, options, circuit);
    });
}

/// Checks the law of the circuit that `build(a, b, ...)` makes of its inputs, as a static and as a run-time circuit, and that
/// both agree.  All rows are `row`.
template <class... Row, class Build>
    requires(std::same_as<Row, row> && ...)
void check_operator(const std::string& name, rc::Gen<stream_of<Row...>> streams, const Build& build,
                    law_options options = {}) {
    auto const circuit = build_circuit<void, Row...>(build);
    dynamic const alike = build_circuit<dynamic, Row...>(build);
    check_law(name, [&] {
        auto const stream = *streams;
        detail::compare_on<Row...>(name, stream, options, circuit, alike);
    });
}

} // namespace dbsp::test
