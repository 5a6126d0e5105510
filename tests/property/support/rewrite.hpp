/// `check_rule`: a rewrite fires, gives the circuit that is expected, and keeps the meaning.
#pragma once

#include <dbsp/circuit/circuit.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/graph.hpp>
#include <dbsp/pass/simplify.hpp>
#include <dbsp/row/record.hpp>

#include "property/support/dynamic_runner.hpp"
#include "property/support/generate.hpp"
#include "property/support/law.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::test {

/// Rows from a small domain.
template <class T> struct row_of : value_of<T> {};
template <> struct row_of<row> {
    static rc::Gen<row> generate() {
        auto const member = rc::gen::inRange(0, 4);
        return rc::gen::pair(member, member);
    }
};

/// Rows with named columns, for the two sides of a join.
using left_row = record<field<"id", int>, field<"n", int>>;
using right_row = record<field<"ref", int>, field<"m", int>>;
template <class... Field> struct row_of<record<Field...>> {
    static rc::Gen<record<Field...>> generate() {
        return rc::gen::map(row_of<row>::generate(),
                            [](const row& x) { return record<Field...>(x.first, x.second); });
    }
};

/// What flows into the inputs "a" and "b", step by step.
template <class A, class B = A> using two_streams = std::vector<std::pair<zset<A>, zset<B>>>;

/// A circuit as a formula: `plus(filter p(a), #1 map f(b))`.  Parts that are used several times have a number.
class formula_printer {
  public:
    explicit formula_printer(const circuit_graph& graph) : graph_(&graph), uses_(graph.vertices.size()) {
        for (const auto& v : graph.vertices) {
            for (auto const input : v.inputs) { ++uses_[input]; }
        }
    }
    std::string print(std::size_t id) {
        auto const& v = graph_->vertices[id];
        if (v.name == "source") { return v.label; }
        std::string text;
        if (uses_[id] > 1 && v.algebra != "leaf") {
            auto const [number, first] = numbers_.try_emplace(id, numbers_.size() + 1);
            text = "#" + std::to_string(number->second);
            if (!first) { return text; }
            text += " ";
        }
        text += v.name + (v.label.empty() ? "" : " " + v.label);
        if (v.inputs.empty() && !v.body) { return text; }
        text += '(';
        for (std::size_t i = 0; i < v.inputs.size(); ++i) {
            text += (i > 0 ? ", " : "") + print(v.inputs[i]);
        }
        if (v.body) { text += "; " + print(v.body->output); }
        return text + ')';
    }

  private:
    const circuit_graph* graph_;
    std::vector<std::size_t> uses_;
    std::map<std::size_t, std::size_t> numbers_;
};
template <any_circuit C> std::string formula(const C& c) {
    auto const graph = graph_of(c);
    return formula_printer(graph).print(graph.output);
}

/// An evaluator with the inputs "a" and "b", of which the circuit may lack one.
template <any_circuit C, class A, class B> class two_input_run {
  public:
    explicit two_input_run(const C& c) : running_(c) {
        for (const auto& v : graph_of(c).vertices) {
            has_a_ = has_a_ || (v.name == "source" && v.label == "a");
            has_b_ = has_b_ || (v.name == "source" && v.label == "b");
        }
    }
    auto step(const std::pair<zset<A>, zset<B>>& in) {
        if (has_a_) { running_.template input<A>("a").push(in.first); }
        if (has_b_) { running_.template input<B>("b").push(in.second); }
        return running_.step();
    }

  private:
    evaluator<C> running_;
    bool has_a_ = false;
    bool has_b_ = false;
};

/// What comes out at each step.
template <class A, class B, static_circuit C> auto outputs(const C& c, const two_streams<A, B>& in) {
    two_input_run<C, A, B> running(c);
    std::vector<decltype(running.step({}))> result;
    for (const auto& step : in) { result.push_back(running.step(step)); }
    return result;
}

/// The same of run-time circuits, compiled once (rewrite.cpp).
template <class A, class B> std::vector<zset<row>> outputs(const dynamic& c, const two_streams<A, B>& in);
extern template std::vector<zset<row>> outputs(const dynamic& c, const two_streams<row>& in);

template <class Rules, class Sources> dynamic simplify_dynamic(const dynamic& c, Sources sources);

/// `simplify`, for run-time circuits compiled once.
template <any_circuit C, class Rules, class Sources>
auto simplified(const C& c, Rules rules, Sources sources) {
    if constexpr (dynamic_circuit<C>) {
        return simplify_dynamic<Rules, Sources>(c, std::move(sources));
    } else {
        return simplify(c, rules, std::move(sources));
    }
}

/// Which streams a law is tried on.
template <class T> zset<T> with_multiplicity(const zset<T>& z, multiplicity m) {
    zset<T> result;
    for (const auto& [value, w] : z) {
        if (m == multiplicity::any) {
            result.add(value, w);
        } else {
            result.add(value, m == multiplicity::set || w < default_weight{} ? default_weight{1} : w);
        }
    }
    return result;
}

/// A few steps with few different rows.
template <class A, class B> rc::Gen<two_streams<A, B>> few_steps() {
    auto const small = [](auto value) { return rc::gen::resize(rc::kNominalSize, std::move(value)); };
    auto const step = rc::gen::pair(any_zset_of<A>(small(row_of<A>::generate())),
                                    any_zset_of<B>(small(row_of<B>::generate())));
    return rc::gen::withSize([step](int size) {
        return rc::gen::resize(1 + size / 12,
                               rc::gen::container<two_streams<A, B>>(rc::gen::resize(size / 8, step)));
    });
}

/// A property of streams, which fails by `RC_ASSERT`.
template <class A, class B> using stream_property = std::function<void(const two_streams<A, B>&)>;

/// Requires a property of random streams whose weights are as `m` says. Compiled once for rows of some types, not for each circuit.
template <class A, class B>
void check_on_streams(const std::string& name, const stream_property<A, B>& property, multiplicity m) {
    auto const streams = few_steps<A, B>();
    check_law(name, [&] {
        auto in = *streams;
        for (auto& [a, b] : in) {
            a = with_multiplicity(a, m);
            b = with_multiplicity(b, m);
        }
        property(in);
    });
}
extern template void check_on_streams<row, row>(const std::string&, const stream_property<row, row>&,
                                                multiplicity);
extern template void check_on_streams<left_row, row>(const std::string&,
                                                     const stream_property<left_row, row>&, multiplicity);
extern template void check_on_streams<left_row, right_row>(const std::string&,
                                                           const stream_property<left_row, right_row>&,
                                                           multiplicity);

/// Requires that two circuits mean the same, for streams whose weights are as `m` says.
template <class A, class B, any_circuit C, any_circuit D>
void check_same_meaning(const std::string& name, const C& before, const D& after,
                        multiplicity m = multiplicity::any) {
    auto const same = [&](const two_streams<A, B>& in) {
        auto const expected = outputs<A, B>(before, in);
        auto const found = outputs<A, B>(after, in);
        RC_ASSERT(expected == found);
    };
    check_on_streams<A, B>(name, same, m);
}

/// For a static circuit `build(a, b)` over rows `A` and `B`: the rules give `expected`, and mean the same.
template <class A, class B, class Build, class Rules, class Sources = unknown_sources>
void check_static_rule(const Build& build, Rules rules, const std::string& expected,
                       multiplicity m = multiplicity::any, Sources sources = {}) {
    auto const before = build(source<A>("a"), source<B>("b"));
    auto const after = simplify(before, rules, sources);
    CHECK(formula(after) == expected);
    check_same_meaning<A, B>(expected, before, after, m);
}

/// The same for rows `row`, as a static and as a run-time circuit.
template <class Build, class Rules, class Sources = unknown_sources>
void check_rule(const Build& build, Rules rules, const std::string& expected,
                multiplicity m = multiplicity::any, Sources sources = {}) {
    check_static_rule<row, row>(build, rules, expected, m, sources);
    dynamic const before = build(source<dynamic>("a"), source<dynamic>("b"));
    auto const after = simplified(before, rules, sources);
    CHECK(formula(after) == expected);
    check_same_meaning<row, row>(expected, before, after, m);
}

/// No rule fires.
template <class Build, class Rules, class Sources = unknown_sources>
void check_untouched(const Build& build, Rules rules, Sources sources = {}) {
    auto const fixed = build(source<row>("a"), source<row>("b"));
    CHECK(formula(simplify(fixed, rules, sources)) == formula(fixed));
    dynamic const built = build(source<dynamic>("a"), source<dynamic>("b"));
    CHECK(simplified(built, rules, sources).identity() == built.identity());
}

/// Functions with names that formulas show.
inline auto const f = labelled("f", [](const row& x) { return row(x.first / 2, x.second); });
inline auto const p = labelled("p", [](const row& x) { return x.first != 1; });
inline auto const q = labelled("q", [](const row& x) { return x.second > 1; });
inline auto const k = labelled("k", [](const row& x) { return row(x.first, 0); });
inline auto const q_key = labelled("second", [](const row& x) { return row(0, x.second); });
inline auto const capped = labelled("capped", [](const row& x) { return x.first < 6 && x.second < 6; });
inline auto const add =
    labelled("add", [](const row& x, const row& y) { return row(x.first + y.first, x.second * y.second); });

} // namespace dbsp::test
