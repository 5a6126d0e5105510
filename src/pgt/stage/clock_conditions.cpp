#include "stage/clock_conditions.hpp"

#include "stage/clock_alone.hpp"

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/error.hpp>
#include <pgt/expr/clock.hpp>
#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/stage/required_cuts.hpp>
#include <pgt/stage/split.hpp>

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace pgt::stage {
namespace {

using lower::piece;
using filter_operator = dbsp::op::filter<predicate>;
using map_operator = dbsp::op::map<mapping>;
using inner_join = dbsp::op::join<lower::join_match, pairing>;
using theta_join = dbsp::op::product<pair_condition, pairing>;
using left_outer_join = dbsp::op::left_join<lower::join_match, pairing, mapping>;
using right_outer_join = dbsp::op::right_join<lower::join_match, pairing, mapping>;

constexpr const char* clock_reason = "rows that a condition on the clock chooses from as time passes";

user_error refusal(const std::string& why) {
    return user_error(sqlstate::feature_not_supported,
                      "this condition on the clock cannot be maintained incrementally")
        .detail("The condition " + why + ".")
        .hint("Use refresh mode FULL, or compare with the clock where the stream table is read.");
}

bool any_reads_clock(std::span<const expression> list) { return std::ranges::any_of(list, reads_clock); }

bool reads_clock_in(const pair_condition& condition) {
    return condition && reads_clock(*condition.condition());
}

struct separated {
    std::vector<expression> by_clock;
    std::vector<expression> others;
};
separated separate(const expression& condition) {
    separated result;
    for (auto& e : operands_of_and(std::array{condition})) {
        (reads_clock(e) ? result.by_clock : result.others).push_back(std::move(e));
    }
    return result;
}

/// Operators whose rows are where they are in all inputs, or in one of them: a condition on their rows is one on the rows of all inputs.
bool is_rowwise(const piece& p) {
    return p.is<dbsp::op::plus>() || p.is<dbsp::op::distinct>() || p.is<dbsp::op::union_distinct>() ||
           p.is<dbsp::op::intersect_distinct>() || p.is<dbsp::op::intersect_all>() ||
           p.is<dbsp::op::except_distinct>() || p.is<dbsp::op::except_all>();
}

bool keeps_first_input(const piece& p) {
    return p.is<dbsp::op::semijoin<lower::join_match>>() || p.is<dbsp::op::antijoin<lower::join_match>>();
}

/// The side whose rows an outer join keeps, and what they are padded to.
struct kept_side {
    std::size_t side;
    const mapping* alone;
};
std::optional<kept_side> kept_side_of(const piece& p) {
    if (const auto* const left = p.as<left_outer_join>()) { return kept_side{0, &left->pad_a}; }
    if (const auto* const right = p.as<right_outer_join>()) { return kept_side{1, &right->pad_b}; }
    return std::nullopt;
}

class mover {
  public:
    mover(const bind::query& query, lower::typing& types) : query_(query), types_(types) {}

    clock_conditions operator()() {
        auto root = moved(query_.root);
        return {std::move(root), std::move(cuts_)};
    }

  private:
    const circuit& moved(const circuit& c) {
        return done_.once(c, [&] { return rebuilt(c); });
    }
    circuit rebuilt(const circuit& c) {
        const piece here(c);
        auto const over = lower::rebuilt_inputs(here, [&](const circuit& in) { return moved(in); });
        if (const auto* const filter = here.as<filter_operator>()) {
            auto const parts =
                separate(with_clock_alone(filter->pred.condition(), types_, types_.of(here.input(0))));
            if (!parts.by_clock.empty()) { return filtered(over.inputs[0], parts); }
        }
        if (const auto* const join = here.as<inner_join>(); join && reads_clock_in(join->on.condition)) {
            return filtered_pairs(here, over.inputs, join->on.condition, join->pairing);
        }
        if (const auto* const join = here.as<theta_join>(); join && reads_clock_in(join->condition)) {
            return filtered_pairs(here, over.inputs, join->condition, join->pairing);
        }
        return over.changed ? here.rewired(over.inputs) : c;
    }
    circuit filtered(circuit rows, const separated& conditions) {
        for (const auto& e : conditions.by_clock) { rows = pushed(e, rows); }
        if (conditions.others.empty()) { return rows; }
        return dbsp::filter(rows, predicate(all_of(conditions.others)));
    }
    /// A condition on the pairs of an inner join is a filter above it.
    circuit filtered_pairs(const piece& join, const std::vector<circuit>& inputs,
                           const pair_condition& condition, const pairing& pair) {
        if (condition.is_flipped() || pair.is_first() ||
            pair.columns() != columns_from(0, pair.columns().size())) {
            throw refusal("is on pairs of rows of a join that shows only one of them");
        }
        auto rows = types_.of(join.input(0));
        std::ranges::copy(types_.of(join.input(1)), std::back_inserter(rows));
        auto parts = separate(with_clock_alone(*condition.condition(), types_, rows));
        pair_condition const rest = parts.others.empty()
                                        ? pair_condition()
                                        : pair_condition(condition.left_width(), all_of(parts.others));
        parts.others.clear();
        const auto* const on = join.match();
        circuit const pairs = on == nullptr ? circuit(dbsp::theta_join(inputs[0], inputs[1], rest, pair))
                                            : join.with_match({on->left, on->right, rest}, inputs);
        return filtered(pairs, parts);
    }

    /// The rows of `c` for which `e` holds.
    circuit pushed(const expression& e, const circuit& c) {
        if (barriers_.contains(c.identity())) { return dbsp::filter(c, predicate(e)); }
        if (auto const leaf = lower::leaf_of(c)) { return on_leaf(e, c, leaf->name); }
        const piece here(c);
        if (const auto* const shown = here.as<map_operator>()) {
            auto const below = predicate(e).after(shown->fn).condition();
            return here.rewired({pushed(below, here.input(0))});
        }
        if (here.is<filter_operator>()) { return here.rewired({pushed(e, here.input(0))}); }
        if (keeps_first_input(here)) { return here.rewired({pushed(e, here.input(0)), here.input(1)}); }
        if (is_rowwise(here) && has_types_of_inputs(e, here)) { return on_all_inputs(e, here); }
        if (auto one_side = on_one_side(e, here)) { return std::move(*one_side); }
        if (auto groups = on_groups(e, here)) { return std::move(*groups); }
        return stored(e, c);
    }
    [[nodiscard]] circuit on_leaf(const expression& e, const circuit& c, const std::string& name) const {
        if (!lower::source_index(query_, name)) { throw refusal("is on rows that no table holds"); }
        return dbsp::filter(c, predicate(e));
    }
    circuit on_all_inputs(const expression& e, const piece& here) {
        std::vector<circuit> inputs;
        for (const circuit& in : here.inputs()) { inputs.push_back(pushed(e, in)); }
        return here.rewired(inputs);
    }
    /// Whether the columns that are read have the same types in the inputs.
    bool has_types_of_inputs(const expression& e, const piece& here) {
        auto const own = types_.of(here.whole());
        return std::ranges::all_of(here.inputs(), [&](const circuit& in) {
            const auto& rows = types_.of(in);
            return std::ranges::all_of(e.columns(), [&](std::size_t i) {
                return !own.at(i).type.name.empty() && rows.at(i).type.name == own.at(i).type.name;
            });
        });
    }
    std::optional<circuit> on_one_side(const expression& e, const piece& here) {
        const auto* const pair = here.pairs();
        if (pair == nullptr) { return std::nullopt; }
        auto const kept = kept_side_of(here);
        bool const is_inner = here.is<inner_join>() || here.is<theta_join>();
        if (!is_inner && !kept) { return std::nullopt; }
        for (std::size_t side = 0; side < 2; ++side) {
            if (kept && kept->side != side) { continue; }
            auto const below = predicate(e).of_side(*pair, side);
            if (!below || (kept && e.substitute(kept->alone->columns()) != below->condition())) { continue; }
            auto inputs = here.inputs();
            inputs[side] = pushed(below->condition(), inputs[side]);
            return here.rewired(inputs);
        }
        return std::nullopt;
    }
    /// A condition on the key of groups chooses among them.
    std::optional<circuit> on_groups(const expression& e, const piece& here) {
        const auto* const groups = here.as<lower::aggregate_operator>();
        if (groups == nullptr || groups->key.is_identity()) { return std::nullopt; }
        const auto& by = groups->key.columns();
        if (std::ranges::any_of(e.columns(), [&](std::size_t i) { return i >= by.size(); })) {
            return std::nullopt;
        }
        return here.rewired({pushed(e.substitute(by), here.input(0))});
    }

    /// What is stored of a node, and the rows of the node as rows of that: columns that do not exist are not stored.
    struct storing {
        circuit node;
        mapping rows;
    };
    circuit stored(const expression& e, const circuit& c) {
        const storing& as = storings_.once(c, [&] { return storing_of(c); });
        circuit const chosen = dbsp::filter(as.node, predicate(e).after(as.rows));
        return as.rows.is_identity() ? chosen : circuit(dbsp::map(chosen, as.rows));
    }
    storing storing_of(const circuit& c) {
        storing result = with_columns(c);
        if (!can_be_cut(result.node) || !can_be_stored(result.node, types_)) {
            throw refusal("is on rows that cannot be stored");
        }
        barriers_.insert(result.node.identity());
        cuts_.push_back({result.node, clock_reason});
        return result;
    }
    storing with_columns(const circuit& c) {
        lower::relational rows(query_, types_);
        auto const exists = lower::shape(rows.lower(c));
        if (std::ranges::all_of(exists, [](bool one) { return one; })) { return {c, dbsp::identity_fn()}; }
        std::vector<expression> kept;
        std::vector<expression> all;
        for (std::size_t i = 0; i < exists.size(); ++i) {
            all.push_back(exists[i] ? expression::column(kept.size()) : expression::null());
            if (exists[i]) { kept.push_back(expression::column(i)); }
        }
        return {dbsp::map(c, mapping(std::move(kept))), mapping(std::move(all))};
    }

    const bind::query& query_;
    lower::typing& types_;
    by_circuit<circuit> done_;
    by_circuit<storing> storings_;
    std::set<const void*> barriers_; ///< nodes that are stored
    std::vector<cut> cuts_;
};

/// Puts clocked sources in the place of conditions on leaves.
class absorber {
  public:
    explicit absorber(std::vector<bind::source>& sources) : sources_(sources), bases_(sources.size()) {}

    circuit operator()(const circuit& root, bool is_shown) {
        is_shown_ = is_shown;
        shown_.clear();
        for (circuit c = root; is_shown && piece(c).is<map_operator>(); c = piece(c).input(0)) {
            shown_.insert(c.identity());
        }
        return absorbed(root);
    }

  private:
    const circuit& absorbed(const circuit& c) {
        return done_.once(c, [&] { return rebuilt(c); });
    }
    circuit rebuilt(const circuit& c) {
        if (auto leaf = clocked_leaf(c)) { return std::move(*leaf); }
        const piece here(c);
        refuse_clock(here);
        auto const over = lower::rebuilt_inputs(here, [&](const circuit& in) { return absorbed(in); });
        return over.changed ? here.rewired(over.inputs) : c;
    }
    /// What stands for the filters on a leaf, if one of them reads the clock.
    std::optional<circuit> clocked_leaf(const circuit& top) {
        std::vector<expression> conditions;
        circuit below = top;
        for (const filter_operator* filter = nullptr;
             (filter = piece(below).as<filter_operator>()) != nullptr; below = piece(below).input(0)) {
            conditions.push_back(filter->pred.condition());
        }
        if (!any_reads_clock(conditions)) { return std::nullopt; }
        auto const leaf = lower::leaf_of(below);
        auto const base = leaf ? index_of(leaf->name) : std::nullopt;
        if (!base) { throw refusal("is on rows that no table holds"); }
        std::ranges::reverse(conditions);
        auto condition = all_of(conditions);
        if (!clock_comparisons(condition)) {
            throw refusal("does not compare a value of the row with the clock alone");
        }
        return circuit(dbsp::source<circuit>(source_for(*base, std::move(condition))));
    }
    [[nodiscard]] std::optional<std::size_t> index_of(const std::string& name) const {
        auto const found = std::ranges::find(sources_, name, &bind::source::name);
        auto const index = static_cast<std::size_t>(found - sources_.begin());
        return index < bases_ ? std::optional(index) : std::nullopt;
    }
    std::string source_for(std::size_t base, expression condition) {
        auto const is_same = [&](const bind::source& one) {
            return one.by_clock && one.by_clock->base == base && one.by_clock->condition == condition;
        };
        if (auto const known = std::ranges::find_if(sources_, is_same); known != sources_.end()) {
            return known->name;
        }
        bind::source made = sources_[base];
        made.name = name_of_input(sources_.size());
        made.by_clock = bind::clocked{.base = base, .condition = std::move(condition)};
        sources_.push_back(std::move(made));
        return sources_.back().name;
    }
    void refuse_clock(const piece& here) const {
        if (reads_clock_here(here)) {
            throw refusal(
                "is that of an outer join, or of another operator that shows rows for which it does not "
                "hold");
        }
        if (auto const recursion = here.recursion()) {
            for (const circuit& inside : nodes_of(*recursion->body)) {
                const piece one(inside);
                const auto* const filter = one.as<filter_operator>();
                const auto* const shown = one.as<map_operator>();
                bool const reads = (filter != nullptr && reads_clock(filter->pred.condition())) ||
                                   (shown != nullptr && any_reads_clock(shown->fn.columns())) ||
                                   reads_clock_here(one);
                if (reads) { throw refusal("stands in a recursion"); }
            }
        }
    }
    [[nodiscard]] bool reads_clock_here(const piece& here) const {
        if (const auto* const on = here.match()) {
            if (any_reads_clock(on->left.columns()) || any_reads_clock(on->right.columns()) ||
                reads_clock_in(on->condition)) {
                return true;
            }
        }
        if (const auto* const pair = here.pairs(); pair && any_reads_clock(pair->columns())) { return true; }
        if (const auto* const join = here.as<theta_join>(); join && reads_clock_in(join->condition)) {
            return true;
        }
        const auto* const shown = here.as<map_operator>();
        return shown != nullptr && !shown_.contains(here.whole().identity()) &&
               any_reads_clock(shown->fn.columns());
    }

    std::vector<bind::source>& sources_;
    std::size_t bases_;
    bool is_shown_ = false;
    std::set<const void*> shown_; ///< what the result shows may be of the time of the refresh
    by_circuit<circuit> done_;
};

bool reads_clock_anywhere(const circuit& root) {
    return std::ranges::any_of(nodes_of(root), [](const circuit& c) {
        const piece here(c);
        const auto* const filter = here.as<filter_operator>();
        const auto* const join = here.as<theta_join>();
        const auto* const on = here.match();
        return (filter != nullptr && reads_clock(filter->pred.condition())) ||
               (join != nullptr && reads_clock_in(join->condition)) ||
               (on != nullptr && reads_clock_in(on->condition)) || here.recursion();
    });
}

} // namespace

clock_conditions moved_clock_conditions(const bind::query& query, lower::typing& types) {
    if (!reads_clock_anywhere(query.root)) { return {query.root, {}}; }
    return mover(query, types)();
}

void add_clocked_sources(std::vector<bind::query>& queries) {
    if (std::ranges::none_of(queries, reads_clock_anywhere, &bind::query::root)) { return; }
    auto sources = queries.back().sources;
    absorber absorb(sources);
    for (auto& one : queries) { one.root = absorb(one.root, &one == &queries.back()); }
    for (auto& one : queries) { one.sources = sources; }
}

} // namespace pgt::stage
