#include <pgt/circuit/recursion.hpp>

#include <pgt/checkpoint.hpp>
#include <pgt/circuit/by_circuit.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/variable.hpp>

#include <algorithm>
#include <concepts>
#include <utility>

namespace pgt {

namespace {
using variable_operator = dbsp::op::variable<row, dbsp::default_weight>;
using import_operator = dbsp::op::import <row, dbsp::default_weight>;

template <class Op, template <class...> class Template> inline constexpr bool is_a = false;
template <class... Arg, template <class...> class Template>
inline constexpr bool is_a<Template<Arg...>, Template> = true;

std::vector<circuit> inputs_of(const circuit& c) {
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        return n.in.apply([](const In&... in) { return std::vector<circuit>{in...}; });
    });
}

/// The same operator over what `of` makes of its inputs; the circuit itself where that is the same.
template <class Of> circuit over_inputs(const circuit& c, Of& of) {
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> circuit {
        if constexpr (sizeof...(In) == 0) {
            return c;
        } else {
            dbsp::node<Op, In...> made{
                n.op, n.in.apply([&](const In&... in) { return dbsp::detail::pack<In...>{{{of(in)}...}}; })};
            bool const is_same = [&]<std::size_t... I>(std::index_sequence<I...>) {
                return ((dbsp::detail::get<I>(made.in).identity() == dbsp::detail::get<I>(n.in).identity()) &&
                        ...);
            }(std::index_sequence_for<In...>{});
            return is_same ? c : circuit(std::move(made));
        }
    });
}

class iterate_search {
  public:
    bool operator()(const circuit& c) {
        return known_.once(c, [&] {
            checkpoint();
            if (scope_of_iterate(c)) { return true; }
            return std::ranges::any_of(inputs_of(c), [&](const circuit& in) { return (*this)(in); });
        });
    }

  private:
    by_circuit<bool> known_;
};

/// Whether what an operator gives is linear in its inputs that read the iterate; `reads` says which do.
template <class Op> bool is_linear_operator(const std::vector<bool>& reads) {
    if constexpr (std::same_as<typename Op::algebra, dbsp::linear>) {
        return true;
    } else if constexpr (std::same_as<typename Op::algebra, dbsp::bilinear>) {
        return std::ranges::count(reads, true) < 2;
    } else if constexpr (is_a<Op, dbsp::op::semijoin> || is_a<Op, dbsp::op::antijoin> ||
                         is_a<Op, dbsp::op::left_join>) {
        return !reads.at(1);
    } else if constexpr (is_a<Op, dbsp::op::right_join>) {
        return !reads.at(0);
    } else {
        return std::ranges::count(reads, true) == 0;
    }
}

class linearity_search {
  public:
    bool operator()(const circuit& c) {
        return known_.once(c, [&] {
            auto const in = inputs_of(c);
            std::vector<bool> reads;
            for (const auto& one : in) { reads.push_back(reads_(one)); }
            bool const is_linear = c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>&) {
                return is_linear_operator<Op>(reads);
            });
            return is_linear && std::ranges::all_of(in, [&](const circuit& one) { return (*this)(one); });
        });
    }

  private:
    by_circuit<bool> known_;
    iterate_search reads_;
};

/// Circuits in the place of imports.
class opener {
  public:
    opener(std::uint64_t scope, const std::vector<circuit>& inputs) : scope_(scope), inputs_(inputs) {}

    circuit operator()(const circuit& c) {
        return done_.once(c, [&] {
            auto const outside = as_import(c);
            if (outside && outside->scope == scope_) { return inputs_.at(outside->index); }
            return over_inputs(c, *this);
        });
    }

  private:
    std::uint64_t scope_;
    const std::vector<circuit>& inputs_;
    by_circuit<circuit> done_;
};

class iterate_replacer {
  public:
    iterate_replacer(std::uint64_t scope, circuit rows) : scope_(scope), rows_(std::move(rows)) {}

    circuit operator()(const circuit& c) {
        return done_.once(c, [&] { return scope_of_iterate(c) == scope_ ? rows_ : over_inputs(c, *this); });
    }

  private:
    std::uint64_t scope_;
    circuit rows_;
    by_circuit<circuit> done_;
};

class closer {
  public:
    explicit closer(std::uint64_t scope) : scope_(scope) {}

    circuit operator()(const circuit& c) {
        return done_.once(c, [&] { return reads_own(c) ? over_inputs(c, *this) : imported(c); });
    }
    std::vector<circuit> take_inputs() { return std::move(inputs_); }

  private:
    /// A recursion may stand in another one, whose iterate comes from outside of it.
    bool reads_own(const circuit& c) {
        return reads_.once(c, [&] {
            checkpoint();
            if (auto const scope = scope_of_iterate(c)) { return *scope == scope_; }
            return std::ranges::any_of(inputs_of(c), [&](const circuit& in) { return reads_own(in); });
        });
    }
    circuit imported(const circuit& c) {
        inputs_.push_back(c);
        return dbsp::detail::make_import<circuit>(scope_, inputs_.size() - 1);
    }

    std::uint64_t scope_;
    std::vector<circuit> inputs_;
    by_circuit<bool> reads_;
    by_circuit<circuit> done_;
};
/// How many inputs a fixpoint of run-time circuits has at most.
constexpr std::size_t most_inputs = 3;
/// The one among them that stands for several.
constexpr std::size_t united_input = most_inputs - 1;

expression mark(std::size_t i) {
    return expression::constant(sql::build("{}", i), value(static_cast<std::int64_t>(i)));
}

expression is_of_part(std::size_t i) {
    return expression::infix(operation::equal, expression::column(0), " = ", mark(i));
}

/// Where the columns of each part of a disjoint union are.
struct placed {
    std::size_t first;
    std::size_t width;
};

/// The rows of a part as rows of the union.
circuit as_marked(const circuit& part, std::size_t i, const placed& at, std::size_t all) {
    std::vector<expression> columns{mark(i)};
    columns.resize(all, expression::null());
    for (std::size_t column = 0; column < at.width; ++column) {
        columns[at.first + column] = expression::column(column);
    }
    return dbsp::map(part, mapping(std::move(columns)));
}

/// The rows of a part in the union.
circuit part_of(const circuit& all, std::size_t i, const placed& at) {
    return dbsp::map(dbsp::filter(all, predicate(is_of_part(i))), mapping(columns_from(at.first, at.width)));
}

/// Rows of an input of a recursion that fulfil a condition: what may be a part of a union.
struct chosen_rows {
    import_of from;
    expression condition;
};
std::optional<chosen_rows> as_chosen(const circuit& c) {
    using result = std::optional<chosen_rows>;
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> result {
        if constexpr (std::same_as<Op, dbsp::op::filter<predicate>>) {
            auto const from = as_import(dbsp::detail::get<0>(n.in));
            return from ? result({*from, n.op.pred.condition()}) : std::nullopt;
        } else {
            return std::nullopt;
        }
    });
}
/// What a projection is of; any other circuit itself.
circuit below_map(const circuit& c) {
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            return dbsp::detail::get<0>(n.in);
        } else {
            return c;
        }
    });
}

/// The inputs from the last one that a fixpoint may have on become one.
closed_recursion united(closed_recursion recursion, std::uint64_t scope,
                        const std::function<std::size_t(const circuit&)>& width) {
    auto const& in = recursion.inputs;
    std::vector<placed> places;
    std::size_t all = 1;
    for (std::size_t i = united_input; i < in.size(); ++i) {
        places.push_back({all, width(in[i])});
        all += places.back().width;
    }
    auto const import = dbsp::detail::make_import<circuit>(scope, united_input);
    std::vector<circuit> imports;
    for (std::size_t i = 0; i < united_input; ++i) {
        imports.push_back(dbsp::detail::make_import<circuit>(scope, i));
    }
    circuit sum = as_marked(in[united_input], 0, places[0], all);
    imports.push_back(part_of(import, 0, places[0]));
    for (std::size_t i = 1; i < places.size(); ++i) {
        sum = dbsp::plus(sum, as_marked(in[united_input + i], i, places[i], all));
        imports.push_back(part_of(import, i, places[i]));
    }
    auto body = opener(scope, imports)(recursion.body);
    std::vector<circuit> inputs(in.begin(), in.begin() + united_input);
    inputs.push_back(sum);
    return {std::move(body), std::move(inputs)};
}

/// The other way round.
class parter {
  public:
    parter(std::uint64_t scope, std::vector<circuit> inputs) : scope_(scope), inputs_(std::move(inputs)) {
        add_parts(inputs_.at(united_input));
    }

    closed_recursion operator()(const circuit& body) {
        circuit const found = replaced(body);
        if (!is_united_) { return {body, std::move(inputs_)}; }
        inputs_.insert(inputs_.end(), parts_.begin(), parts_.end());
        return {found, std::move(inputs_)};
    }

  private:
    void add_parts(const circuit& sum) {
        sum.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
            if constexpr (std::same_as<Op, dbsp::op::plus>) {
                add_parts(dbsp::detail::get<0>(n.in));
                parts_.push_back(below_map(dbsp::detail::get<1>(n.in)));
            } else {
                parts_.push_back(below_map(sum));
            }
        });
    }
    circuit replaced(const circuit& c) {
        return done_.once(c, [&] {
            auto const chosen = as_chosen(below_map(c));
            auto const part = chosen ? part_chosen(*chosen) : std::nullopt;
            auto const go = [this](const circuit& in) { return replaced(in); };
            return part ? dbsp::detail::make_import<circuit>(scope_, most_inputs + *part)
                        : over_inputs(c, go);
        });
    }
    std::optional<std::size_t> part_chosen(const chosen_rows& rows) {
        if (rows.from.scope != scope_ || rows.from.index != united_input) { return std::nullopt; }
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            if (rows.condition == is_of_part(i)) {
                is_united_ = true;
                return i;
            }
        }
        return std::nullopt;
    }

    std::uint64_t scope_;
    std::vector<circuit> inputs_;
    std::vector<circuit> parts_;
    bool is_united_ = false;
    by_circuit<circuit> done_;
};
} // namespace

circuit iterate(std::uint64_t scope) { return dbsp::detail::make_variable<row, circuit>(scope); }

std::optional<std::uint64_t> scope_of_iterate(const circuit& c) {
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<std::uint64_t> {
        if constexpr (std::same_as<Op, variable_operator>) {
            return n.op.scope;
        } else {
            return std::nullopt;
        }
    });
}

std::optional<import_of> as_import(const circuit& c) {
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<import_of> {
        if constexpr (std::same_as<Op, import_operator>) {
            return import_of{n.op.scope, n.op.index};
        } else {
            return std::nullopt;
        }
    });
}

bool reads_iterate(const circuit& c) { return iterate_search()(c); }

bool is_linear_in_iterate(const circuit& c) { return linearity_search()(c); }

circuit opened_body(const circuit& body, std::uint64_t scope, const std::vector<circuit>& inputs) {
    auto const all = parted(body, scope, inputs);
    return opener(scope, all.inputs)(all.body);
}

circuit with_iterate(const circuit& c, std::uint64_t scope, const circuit& rows) {
    return iterate_replacer(scope, rows)(c);
}

closed_recursion closed_over(const circuit& open_body, std::uint64_t scope) {
    closer close(scope);
    auto body = close(open_body);
    return {std::move(body), close.take_inputs()};
}

circuit as_circuit(closed_recursion recursion, std::uint64_t scope,
                   const std::function<std::size_t(const circuit&)>& width) {
    if (recursion.inputs.size() > most_inputs) { recursion = united(std::move(recursion), scope, width); }
    using op_type = dbsp::op::fixpoint<circuit>;
    op_type op{std::move(recursion.body), scope, dbsp::iteration_budget{}.iterations};
    const auto& in = recursion.inputs;
    switch (in.size()) {
    case 1: return dbsp::connect(std::move(op), in[0]);
    case 2: return dbsp::connect(std::move(op), in[0], in[1]);
    default: return dbsp::connect(std::move(op), in.at(0), in.at(1), in.at(2));
    }
}

closed_recursion parted(const circuit& body, std::uint64_t scope, std::vector<circuit> inputs) {
    if (inputs.size() < most_inputs) { return {body, std::move(inputs)}; }
    return parter(scope, std::move(inputs))(body);
}

} // namespace pgt
