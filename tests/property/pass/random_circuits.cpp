/// The law of random circuits: however operators are put together, all ways to run the circuit agree, at every step.
///
/// A random circuit is a short program: each instruction applies an operator to earlier results, counted backwards, so parts are
/// shared, and a program of which any instruction is left out is one again, which is how counterexamples get small.

#include "property/support/change_streams.hpp"
#include "property/support/dynamic_runner.hpp"
#include "property/support/law.hpp"

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/fold.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/pass/print.hpp>
#include <dbsp/pass/simplify.hpp>

#include <map>
#include <span>
#include <sstream>

using namespace dbsp;
using namespace dbsp::test;

namespace {

constexpr int domain = 4;
constexpr int max_depth = 6;

template <class Role> using function = dynamic::functions::function<Role>;
using match = join_on<function<role::key>, function<role::key>, function<role::condition>>;

/// One of some things, by a number that may be too large.
template <class T, std::size_t N> T one_of(const std::array<T, N>& things, std::size_t n) {
    return things[n % N];
}

function<role::predicate> predicate(std::size_t n) {
    return one_of<function<role::predicate>>(
        std::array<function<role::predicate>, 3>{
            {{"rises", [](const row& x) { return x.first <= x.second; }},
             {"even", [](const row& x) { return (x.first + x.second) % 2 == 0; }},
             {"some", [](const row& x) { return x.second != 0; }}}},
        n);
}
function<role::mapping> mapping(std::size_t n) {
    return one_of(
        std::array<function<role::mapping>, 3>{
            {{"turn", [](const row& x) { return row(x.second, x.first); }},
             {"next", [](const row& x) { return row(x.first, (x.second + 1) % domain); }},
             {"halve", [](const row& x) { return row(x.first, x.second / 2); }}}},
        n);
}
function<role::expansion> expansion(std::size_t n) {
    return one_of(
        std::array<function<role::expansion>, 2>{
            {{"both ways", [](const row& x) { return std::vector<row>{x, {x.second, x.first}}; }},
             {"as often",
              [](const row& x) { return std::vector<row>(static_cast<std::size_t>(x.first), x); }}}},
        n);
}
/// A key of which one value is null, as SQL has it: it matches nothing.
struct nullable_first {
    row operator()(const row& x) const { return {x.first, 0}; }
    static bool matches(const row& key) { return key.first != 0; }
    [[nodiscard]] static std::string label() { return "first or null"; }
};
function<role::key> key_of(std::size_t n) {
    switch (n % 5) {
    case 0:
    case 1: return labelled("first", [](const row& x) { return row(x.first, 0); });
    case 2: return labelled("second", [](const row& x) { return row(x.second, 0); });
    case 3: return nullable_first{};
    default: return identity_fn{};
    }
}
function<role::pairing> pairing(std::size_t n) {
    return one_of(
        std::array<function<role::pairing>, 3>{
            {{"ends", [](const row& x, const row& y) { return row(x.first, y.second); }},
             {"inner", [](const row& x, const row& y) { return row(y.first, x.second); }},
             {"sums",
              [](const row& x, const row& y) {
                  return row((x.first + y.first) % domain, (x.second + y.second) % domain);
              }}}},
        n);
}
/// None, or one that tells the sides apart.
function<role::condition> condition(std::size_t n) {
    return one_of(
        std::array<function<role::condition>, 3>{
            {{},
             {"below", [](const row& x, const row& y) { return x.second < y.second; }},
             {"apart", [](const row& x, const row& y) { return (x.first + 2 * y.second) % 3 != 0; }}}},
        n);
}
match match_of(std::size_t n) { return {key_of(n), key_of(n / 5), condition(n / 25)}; }

/// A part of a circuit, and what operators on top of it need to know.
struct part {
    dynamic circuit;
    int depth = 0;
    bool bag = false;     ///< no weight of its states is negative
    bool timeless = true; ///< a function of states: no delay and its like
    int digits = 2;       ///< about how many digits its weights may have
};

/// The numbers choose among the rules below, among earlier results, and among the functions of an operator.
struct instruction {
    std::size_t op = 0;
    std::size_t left = 0; ///< how many results back
    std::size_t right = 0;
    std::size_t variant = 0;
};
struct program {
    std::vector<instruction> steps;
};

part unary(const part& in, dynamic made, bool bag, int digits) {
    return {std::move(made), in.depth + 1, bag, in.timeless, digits};
}
part binary(const part& a, const part& b, dynamic made, bool bag, int digits) {
    return {std::move(made), std::max(a.depth, b.depth) + 1, bag, a.timeless && b.timeless, digits};
}
part of_time(const part& in, dynamic made, bool bag) {
    auto result = unary(in, std::move(made), bag, in.digits + 1);
    result.timeless = false;
    return result;
}
/// The part itself where it is a bag with small weights, else what makes it one.
part as_bag(const part& in) {
    if (in.bag && in.digits <= 3) { return in; }
    return in.digits <= 3 ? unary(in, positive(in.circuit), true, in.digits)
                          : unary(in, distinct(in.circuit), true, 0);
}
/// With weights that may be multiplied by those of `other`.
part small_beside(const part& in, const part& other) {
    return in.digits + other.digits <= 14 ? in : unary(in, distinct(in.circuit), true, 0);
}

using unary_rule = part (*)(const part&, std::size_t);
using binary_rule = part (*)(const part&, const part&, std::size_t);

dynamic aggregated(const part& in, std::size_t n) {
    auto const groups = [&] { return group_by(in.circuit, key_of(n / 4)); };
    auto const first = [](const row& x) { return x.first; };
    auto const second = [](const row& x) { return x.second; };
    auto const shown = [](const row& k, auto... result) {
        return row(k.first, static_cast<int>((static_cast<std::int64_t>(result) + ... + 0) % domain));
    };
    switch (n % 4) {
    case 0: return aggregate_as(groups(), shown, count(), sum(second));
    case 1: return aggregate_as(groups(), shown, min(second));
    case 2: return aggregate_as(groups(), shown, max(first), avg(second));
    default:
        return aggregate_as(groups(), shown,
                            fold(std::int64_t{0}, [](std::int64_t sum, const row& x, std::int64_t w) {
                                return (2 * sum + x.second + w) % 1000;
                            }));
    }
}
dynamic first_rows_of(const part& in, std::size_t n) {
    auto const before = labelled("second", [](const row& x, const row& y) { return x.second < y.second; });
    return top_k(group_by(in.circuit, key_of(n)), 1 + n % 3, before, n % 2);
}
dynamic numbered(const part& in, std::size_t n) {
    return group_transform(group_by(in.circuit, key_of(n)), [](const row& k, std::span<const row> rows) {
        std::vector<row> result;
        for (const row& x : rows) {
            result.emplace_back(k.first, (x.second + static_cast<int>(result.size())) % domain);
        }
        return result;
    });
}

const std::vector<unary_rule> unary_rules = {
    [](const part& x, std::size_t n) { return unary(x, filter(x.circuit, predicate(n)), x.bag, x.digits); },
    [](const part& x, std::size_t n) { return unary(x, map(x.circuit, mapping(n)), x.bag, x.digits + 1); },
    [](const part& x, std::size_t n) {
        return unary(x, flat_map(x.circuit, expansion(n)), x.bag, x.digits + 1);
    },
    [](const part& x, std::size_t) { return unary(x, negate(x.circuit), false, x.digits); },
    [](const part& x, std::size_t) { return unary(x, distinct(x.circuit), true, 0); },
    [](const part& x, std::size_t) { return unary(x, positive(x.circuit), true, x.digits); },
    [](const part& x, std::size_t) { return unary(x, support(x.circuit), true, 0); },
    [](const part& x, std::size_t n) { return unary(x, aggregated(as_bag(x), n), true, 0); },
    [](const part& x, std::size_t n) { return unary(x, aggregated(as_bag(x), n), true, 0); },
    [](const part& x, std::size_t n) { return unary(x, first_rows_of(as_bag(x), n), true, x.digits); },
    [](const part& x, std::size_t n) { return unary(x, numbered(as_bag(x), n), true, 4); },
    [](const part& x, std::size_t) { return of_time(x, delay(x.circuit), x.bag); },
    [](const part& x, std::size_t) { return of_time(x, integrate(x.circuit), x.bag); },
    [](const part& x, std::size_t) { return of_time(x, differentiate(x.circuit), false); },
};

template <class Make> part pointwise_rule(const part& a, const part& b, Make&& make) {
    return binary(a, b, make(a.circuit, b.circuit), true, std::max(a.digits, b.digits) + 1);
}
template <class Make> part product_rule(const part& a, const part& b, Make&& make) {
    auto const& y = small_beside(b, a);
    auto const x = small_beside(a, y);
    return binary(x, y, make(x.circuit, y.circuit), x.bag && y.bag, x.digits + y.digits + 1);
}

/// Recursions that end: bodies that grow with their iterate, over a finite domain.  Imports that are bags keep them so.
part recursion(const part& a, const part& b, std::size_t n) {
    auto const x = as_bag(a);
    auto const y = as_bag(b);
    auto const step = on(key_of(2), key_of(0), condition(n / 5));
    auto const path = pairing(0);
    auto const budget = iteration_budget{1000};
    auto made = [&]() -> dynamic {
        switch (n % 5) {
        case 0: // paths
            return fixpoint(
                budget, [&](auto r, auto in, auto more) { return distinct(in + join(r, more, step, path)); },
                x.circuit, y.circuit);
        case 1: // paths that avoid some rows, one after the other
            return fixpoint(
                budget,
                [&](auto r, auto in, auto blocked) {
                    auto const next = join(r, in, step, path);
                    return union_distinct(
                        in, antijoin(filter(next, predicate(n / 7)), blocked, match_of(n / 11)));
                },
                x.circuit, y.circuit);
        case 2: // fewest hops, up to a limit
            return fixpoint(
                budget,
                [&](auto r, auto in, auto more) {
                    auto const hop = [](const row& reached, const row& edge) {
                        return row(edge.second, std::min(reached.second + 1, domain - 1));
                    };
                    auto const next = in + join(r, more, on(key_of(0), key_of(0)), hop);
                    return aggregate_as(
                        group_by(next, key_of(0)), [](const row& k, int hops) { return row(k.first, hops); },
                        min([](const row& one) { return one.second; }));
                },
                x.circuit, y.circuit);
        case 3: // closed under a function, within the rows of the other input
            return fixpoint(
                budget,
                [&](auto r, auto in, auto within) {
                    return intersect_distinct(in + map(r, mapping(n / 7)), within + in);
                },
                x.circuit, y.circuit);
        default: // one input, non-linear
            return fixpoint(
                budget, [&](auto r, auto in) { return distinct(in + join(r, r, step, path)); }, x.circuit);
        }
    }();
    return binary(x, y, std::move(made), true, 0);
}

const std::vector<binary_rule> binary_rules = {
    [](const part& a, const part& b, std::size_t) {
        return binary(a, b, plus(a.circuit, b.circuit), a.bag && b.bag, std::max(a.digits, b.digits) + 1);
    },
    [](const part& a, const part& b, std::size_t) {
        return binary(a, b, minus(a.circuit, b.circuit), false, std::max(a.digits, b.digits) + 1);
    },
    [](const part& a, const part& b, std::size_t n) {
        return product_rule(a, b, [n](const dynamic& x, const dynamic& y) {
            return join(x, y, match_of(n), pairing(n / 5));
        });
    },
    [](const part& a, const part& b, std::size_t n) {
        return product_rule(a, b, [n](const dynamic& x, const dynamic& y) {
            return n % 2 == 0 ? product(x, y, pairing(n / 2))
                              : theta_join(x, y, condition(1 + n % 2), pairing(n / 2));
        });
    },
    [](const part& a, const part& b, std::size_t n) {
        return binary(a, b, semijoin(a.circuit, b.circuit, match_of(n)), a.bag, a.digits);
    },
    [](const part& a, const part& b, std::size_t n) {
        return binary(a, b, antijoin(a.circuit, b.circuit, match_of(n)), a.bag, a.digits);
    },
    [](const part& a, const part& b, std::size_t n) {
        return product_rule(a, b, [n](const dynamic& x, const dynamic& y) {
            return left_join(x, y, match_of(n), pairing(n / 5), mapping(n / 7));
        });
    },
    [](const part& a, const part& b, std::size_t n) {
        return product_rule(a, b, [n](const dynamic& x, const dynamic& y) {
            return right_join(x, y, match_of(n), pairing(n / 5), mapping(n / 7));
        });
    },
    [](const part& a, const part& b, std::size_t n) {
        return product_rule(a, b, [n](const dynamic& x, const dynamic& y) {
            return full_join(x, y, match_of(n), pairing(n / 5), mapping(n / 7), mapping(n / 11));
        });
    },
    [](const part& a, const part& b, std::size_t) {
        return pointwise_rule(a, b, [](const dynamic& x, const dynamic& y) { return union_distinct(x, y); });
    },
    [](const part& a, const part& b, std::size_t) {
        return pointwise_rule(a, b,
                              [](const dynamic& x, const dynamic& y) { return intersect_distinct(x, y); });
    },
    [](const part& a, const part& b, std::size_t) {
        return pointwise_rule(a, b, [](const dynamic& x, const dynamic& y) { return intersect_all(x, y); });
    },
    [](const part& a, const part& b, std::size_t) {
        return pointwise_rule(a, b, [](const dynamic& x, const dynamic& y) { return except_distinct(x, y); });
    },
    [](const part& a, const part& b, std::size_t) {
        return pointwise_rule(a, b, [](const dynamic& x, const dynamic& y) { return except_all(x, y); });
    },
    [](const part& a, const part& b, std::size_t n) {
        return binary(a, b, restrict(a.circuit, b.circuit, key_of(n)), a.bag, a.digits);
    },
    recursion,
    recursion,
};

/// The circuit of a program.  Its inputs are "a" and "b", which are bags, and "c", which is anything; all are there, whether
/// used or not, as machines are pushed into all.
part build(const program& random) {
    auto const source_of = [](std::size_t i) {
        return part{source<dynamic>(input_name(i)), 0, i < 2, true, 2};
    };
    std::array<part, 3> const sources{source_of(0), source_of(1), source_of(2)};
    std::vector<part> results(sources.begin(), sources.end());
    auto const operand = [&](std::size_t back) {
        auto const& found = results[results.size() - 1 - back % results.size()];
        // Two levels are left for what makes a bag of it.
        return found.depth < max_depth - 2 ? found : sources.at(back % 3);
    };
    for (const auto& [op, left, right, variant] : random.steps) {
        auto const n = op % (unary_rules.size() + binary_rules.size());
        results.push_back(n < unary_rules.size()
                              ? unary_rules[n](operand(left), variant)
                              : binary_rules[n - unary_rules.size()](operand(left), operand(right), variant));
    }
    auto const never = function<role::predicate>("never", [](const row&) { return false; });
    auto result = *std::ranges::max_element(results, {}, &part::depth);
    for (const auto& one : sources) { result.circuit = result.circuit + filter(one.circuit, never); }
    return result;
}

rc::Gen<program> programs() {
    auto const number = [](std::size_t n) {
        return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, n));
    };
    auto const back = rc::gen::map(number(8), [](std::size_t n) { return n < 5 ? 0 : n - 4; });
    auto const one =
        rc::gen::apply([](std::size_t op, std::size_t left, std::size_t right,
                          std::size_t variant) { return instruction{op, left, right, variant}; },
                       number(unary_rules.size() + binary_rules.size()), back, number(6), number(1000));
    auto const steps = rc::gen::withSize([one](int size) {
        return rc::gen::resize(2 + size / 3,
                               rc::gen::container<std::vector<instruction>>(rc::gen::resize(size, one)));
    });
    return rc::gen::map(steps, [](const std::vector<instruction>& all) { return program{all}; });
}
/// A counterexample is shown as the circuit that it is.
void showValue(const program& random, std::ostream& out) { out << "\n" << print_text(build(random).circuit); }

/// Changes of "a" and "b", which stay bags, and of "c", which is anything.
rc::Gen<dynamic_stream> streams() {
    return rc::gen::apply(
        [](const dynamic_stream& tables, const dynamic_stream& any) {
            dynamic_stream result;
            for (std::size_t t = 0; t < std::max(tables.size(), any.size()); ++t) {
                auto batch = t < tables.size() ? tables[t] : dynamic_batch(2);
                batch.push_back(t < any.size() ? any[t].front() : zset<row>());
                result.push_back(std::move(batch));
            }
            return result;
        },
        rc::gen::scale(2.0, any_stream({.inputs = 2, .bags = true, .domain = domain})),
        rc::gen::scale(2.0, any_stream({.inputs = 1, .bags = false, .domain = domain})));
}

void must_be_equal(const zset<row>& expected, const zset<row>& got, const std::string& by, std::size_t step) {
    if (got == expected) { return; }
    std::ostringstream text;
    text << "at step " << step << " recomputed: " << expected << ", but " << by << ": " << got;
    RC_FAIL(text.str());
}

void check_all_runs_agree(const part& made, const dynamic_stream& in) {
    auto const simpler = simplify(made.circuit);
    std::vector runs{evaluate_incremental(made.circuit),     run_engine(made.circuit),
                     run_engine_in_pieces(made.circuit),     run_pipeline(made.circuit),
                     evaluate_recomputed(simpler),           run_engine(simpler),
                     run_pipeline_interrupted(made.circuit), run_engine_restored(made.circuit),
                     run_parallel(made.circuit, 2),          run_parallel(made.circuit, 5),
                     run_parallel_interrupted(made.circuit), run_engine_spilled(made.circuit, 0),
                     run_engine_spilled(made.circuit, 2000), run_engine_spilled_interrupted(made.circuit)};
    runs[4].name += ", simplified";
    runs[5].name += ", simplified";
    auto const oracle = evaluate_recomputed(made.circuit);
    std::vector<zset<row>> results;
    for (std::size_t step = 0; step < in.size(); ++step) {
        results.push_back(oracle.step({in[step]}));
        for (const auto& run : runs) { must_be_equal(results.back(), run.step({in[step]}), run.name, step); }
    }
    if (!made.timeless) { return; }
    for (std::size_t const size : {2U, 3U}) {
        auto const big = run_engine(made.circuit);
        for (std::size_t first = 0; first < in.size(); first += size) {
            auto const last = std::min(first + size, in.size());
            zset<row> sum;
            for (std::size_t step = first; step < last; ++step) { sum += results[step]; }
            auto const batches = dynamic_stream(in.begin() + static_cast<std::ptrdiff_t>(first),
                                                in.begin() + static_cast<std::ptrdiff_t>(last));
            must_be_equal(sum, big.step(batches), "engine in big steps", first);
        }
    }
}

} // namespace

TEST_CASE("random circuits: recomputed, incrementalized, simplified and run by the engine they agree",
          "[pass][random]") {
    check_law("random circuits",
              [] {
                  auto const random = *programs();
                  auto const in = *streams();
                  auto const made = build(random);
                  RC_CLASSIFY(made.timeless);
                  RC_CLASSIFY(made.bag);
                  try {
                      check_all_runs_agree(made, in);
                  } catch (const overflow_error&) { RC_DISCARD("weights that do not fit"); }
              },
              {.max_size = 80, .factor = 20});
}

TEST_CASE("random circuits: every operator occurs, deep and shared", "[pass][random]") {
    std::map<std::string, int> count;
    int deepest = 0;
    int shared = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        auto const made = build(programs()(rc::Random(seed), static_cast<int>(seed % 80)).value());
        auto const graph = graph_of(made.circuit);
        std::map<std::size_t, int> uses;
        for (const auto& vertex : graph.vertices) {
            ++count[vertex.name];
            for (auto const input : vertex.inputs) { ++uses[input]; }
        }
        deepest = std::max(deepest, made.depth);
        shared += std::ranges::any_of(graph.vertices,
                                      [&](const auto& v) { return v.name != "source" && uses[v.id] > 1; });
    }
    for (const char* name : {"source",
                             "map",
                             "filter",
                             "flat_map",
                             "plus",
                             "minus",
                             "negate",
                             "join",
                             "product",
                             "semijoin",
                             "antijoin",
                             "left_join",
                             "right_join",
                             "full_join",
                             "distinct",
                             "positive",
                             "support",
                             "union_distinct",
                             "intersect_distinct",
                             "intersect_all",
                             "except_distinct",
                             "except_all",
                             "aggregate",
                             "top_k",
                             "group_transform",
                             "delay",
                             "integrate",
                             "differentiate",
                             "fixpoint",
                             "restrict"}) {
        INFO(name);
        CHECK(count[name] >= 10);
    }
    CHECK(deepest >= max_depth - 1);
    CHECK(shared >= 50);
}
