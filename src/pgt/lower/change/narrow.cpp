#include <pgt/lower/change/narrow.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/semijoin.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pgt::lower {

namespace {
/// A state before a change as what it is now, less its change.
struct difference {
    circuit now;
    circuit change;
};
/// Of states that read one table before its changes, by operators that add up.
std::optional<difference> as_difference(const circuit& state) {
    if (auto const read = leaf_of(state)) {
        if (read->of != version::before) { return std::nullopt; }
        return difference{leaf{read->name, version::now}.as_circuit(),
                          leaf{read->name, version::change}.as_circuit()};
    }
    const piece here(state);
    if (!here.entry().is_linear || here.inputs().size() != 1) { return std::nullopt; }
    auto const in = as_difference(here.input(0));
    if (!in) { return std::nullopt; }
    return difference{here.rewired({in->now}), here.rewired({in->change})};
}
} // namespace

/// What is narrow stays what it is, in whatever it becomes a part of: a change that restricts several states has to be the same for all.
circuit narrower::operator()(const circuit& c) {
    auto narrow = done_.once(c, [&] { return rebuilt(c); });
    return done_.once(narrow, [&] { return narrow; });
}

circuit narrower::rebuilt(const circuit& c) {
    const piece here(c);
    auto [inputs, changed] = rebuilt_inputs(here, *this);
    if (here.is<dbsp::op::join<join_match, pairing>>()) { changed = restrict_state(here, inputs) || changed; }
    if (auto partners = with_partners(here, inputs)) { return std::move(*partners); }
    if (here.entry().is_bilinear) {
        if (auto terms = distributed(here, inputs)) { return std::move(*terms); }
    }
    return changed ? here.rewired(inputs) : c;
}

/// A few rows with partners, or without: as the join that it stands for, where the partners are those before a change; else the partners
/// are restricted, if they are computed.
std::optional<circuit> narrower::with_partners(const piece& p, const std::vector<circuit>& in) {
    const auto* const some = p.as<dbsp::op::semijoin<join_match>>();
    const auto* const none = p.as<dbsp::op::antijoin<join_match>>();
    if ((some == nullptr && none == nullptr) || !is_small(in[0])) { return std::nullopt; }
    if (reads_before_(in[1])) {
        return (*this)(some != nullptr ? some->expand(in[0], in[1]) : none->expand(in[0], in[1]));
    }
    if (!meets(in[0], in[1])) { return std::nullopt; }
    return p.rewired({in[0], dbsp::restrict(in[1], in[0], p.match()->right, p.match()->left)});
}

/// Restricts a computed side of a join to the keys of the other side where that is a change; says whether it did.
bool narrower::restrict_state(const piece& p, std::vector<circuit>& inputs) {
    auto& a = inputs[0];
    auto& b = inputs[1];
    if (meets(a, b)) {
        b = dbsp::restrict(b, a, p.match()->right, p.match()->left);
        return true;
    }
    if (meets(b, a)) {
        a = dbsp::restrict(a, b, p.match()->left, p.match()->right);
        return true;
    }
    return false;
}

/// A product of a change and a state before a change, as two.
std::optional<circuit> narrower::distributed(const piece& p, const std::vector<circuit>& in) {
    for (std::size_t const side : {std::size_t{0}, std::size_t{1}}) {
        if (!is_small(in[1 - side])) { continue; }
        if (auto const state = as_difference(in[side])) {
            auto now = in;
            auto change = in;
            now[side] = state->now;
            change[side] = state->change;
            return dbsp::minus(p.rewired(now), p.rewired(change));
        }
    }
    return std::nullopt;
}

bool narrower::meets(const circuit& change, const circuit& state) {
    return is_small(change) && !is_small(state) && is_computed(state);
}

/// Whether the rows of a circuit are no more than a change touches.
bool narrower::is_small(const circuit& c) {
    return small_.once(c, [&] {
        const piece here(c);
        auto const small = [&](const circuit& in) { return is_small(in); };
        switch (here.entry().small) {
        case smallness::never: return false;
        case smallness::always: return true;
        case smallness::of_a_change: return leaf_of(c)->of == version::change;
        case smallness::with_some_input: return std::ranges::any_of(here.inputs(), small);
        case smallness::with_all_inputs: break;
        }
        return std::ranges::all_of(here.inputs(), small);
    });
}

/// Whether a state is computed from groups of rows.
bool narrower::is_computed(const circuit& c) {
    return computed_.once(c, [&] {
        const piece here(c);
        return here.entry().is_groupwise ||
               std::ranges::any_of(here.inputs(), [&](const circuit& in) { return is_computed(in); });
    });
}

} // namespace pgt::lower
