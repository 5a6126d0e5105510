#include <pgt/lower/facts/recursive_query.hpp>

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/circuit/recursion.hpp>
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/distinct.hpp>

#include <algorithm>
#include <iterator>

namespace pgt::lower {

namespace {
/// A part of a fixpoint's body as a circuit of its own: the inputs in the place of imports, a leaf in that of the iterate.
class opened_body {
  public:
    opened_body(std::vector<circuit> inputs, const std::string& iterate)
        : inputs_(std::move(inputs)), iterate_(leaf{iterate}.as_circuit()) {}

    circuit operator()(const circuit& c) {
        return done_.once(c, [&] { return opened(piece(c)); });
    }

  private:
    circuit opened(const piece& p) {
        if (const auto* const outside = p.as<import_operator>()) { return inputs_.at(outside->index); }
        if (p.is<variable_operator>()) { return iterate_; }
        if (p.inputs().empty()) { return p.whole(); }
        std::vector<circuit> inputs;
        for (const auto& in : p.inputs()) { inputs.push_back((*this)(in)); }
        return p.rewired(inputs);
    }

    std::vector<circuit> inputs_;
    circuit iterate_;
    by_circuit<circuit> done_;
};

/// Whether a circuit is linear in a leaf: the leaf reaches the output through operators that add up only.
bool is_linear_in(const circuit& c, const std::string& name) {
    const piece here(c);
    auto const& in = here.inputs();
    auto const is_linear = [&](const circuit& input) { return is_linear_in(input, name); };
    auto const reads = [&](const circuit& input) { return reads_leaf(input, name); };
    switch (here.entry().linear) {
    case linearity::in_all: return std::ranges::all_of(in, is_linear);
    case linearity::in_each:
        return std::ranges::all_of(in, is_linear) && std::ranges::count_if(in, reads) < 2;
    case linearity::in_first:
        return is_linear(in.front()) && std::ranges::none_of(in.begin() + 1, in.end(), reads);
    case linearity::in_none: break;
    }
    return std::ranges::none_of(in, reads);
}

/// The columns of a key, if it is columns alone.
std::optional<std::vector<std::size_t>> plain_key(const key& k) {
    std::vector<std::size_t> result;
    for (const auto& e : k.columns()) {
        if (!e.as_column()) { return std::nullopt; }
        result.push_back(*e.as_column());
    }
    return result.empty() ? std::nullopt : std::optional(result);
}

/// DISTINCT at the top of a part says nothing where its rows count once anyway.
circuit without_distinct(const circuit& c) {
    const piece here(c);
    return here.is<dbsp::op::distinct>() ? here.input(0) : c;
}

/// Whether the rows of a recursion are enough to compute its changes: UNION also needs equal rows to have equal images, for which
/// of them is there depends on what came first.
bool is_incremental_from_rows(const recursive_query& q, const row_type& rows) {
    if (q.parts.is_set && !std::ranges::all_of(rows, looks_equal)) { return false; }
    return is_linear_in(q.step(iterate_before), iterate_before);
}
} // namespace

circuit recursive_query::step(const std::string& iterate) const {
    return opened_body(inputs, iterate)(parts.step);
}

std::optional<recursive_query> recursion_at_top(const circuit& root, typing& types) {
    auto top = peel(root, types);
    if (!top || top->having) { return std::nullopt; }
    const piece below(top->below);
    auto const nested = below.recursion();
    if (!nested) { return std::nullopt; }
    auto whole = parted(*nested->body, nested->scope, below.inputs());
    auto parts = recursion_of(whole.body);
    parts.start = opened_body(whole.inputs, iterate_before)(parts.start);
    if (parts.is_set) { parts.step = without_distinct(parts.step); }
    recursive_query q{top->below, std::move(parts), std::move(whole.inputs), std::move(top->columns)};
    return is_incremental_from_rows(q, types.of(top->below)) ? std::optional(std::move(q)) : std::nullopt;
}

column_origins origin_finder::of(const circuit& c) {
    const piece here(c);
    return here.entry().origins(*this, here);
}

column_origins origin_finder::of_leaf(const circuit& c, const leaf& which) {
    auto result = none(c);
    if (which != leaf{leaf_}) { return result; }
    for (std::size_t i = 0; i < result.size(); ++i) { result[i] = i; }
    return result;
}

column_origins origin_finder::none(const circuit& c) { return column_origins(types_.of(c).size()); }

column_origins origin_finder::picked(const std::vector<expression>& columns, const column_origins& from) {
    column_origins result;
    for (const auto& e : columns) {
        auto const column = e.as_column();
        result.push_back(column ? from.at(*column) : std::nullopt);
    }
    return result;
}

std::vector<std::size_t> passed_through(const circuit& c, const std::string& name, typing& types) {
    std::vector<std::size_t> result;
    auto const origins = origin_finder(name, types).of(c);
    for (std::size_t i = 0; i < origins.size(); ++i) {
        if (origins[i] == i) { result.push_back(i); }
    }
    return result;
}

std::vector<std::vector<std::size_t>> keys_of_leaf(const circuit& c, const std::string& name) {
    std::vector<std::vector<std::size_t>> result;
    const piece here(c);
    auto const add = [&](const circuit& side, const key& k) {
        if (auto columns = plain_key(k); columns && leaf_of(side) == leaf{name}) {
            result.push_back(*columns);
        }
    };
    if (const auto* const on = here.match()) {
        add(here.input(0), on->left);
        add(here.input(1), on->right);
    }
    for (const auto& in : here.inputs()) {
        std::ranges::copy(keys_of_leaf(in, name), std::back_inserter(result));
    }
    return result;
}

} // namespace pgt::lower
