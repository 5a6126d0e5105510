#include <pgt/lower/change/resolve.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/integrate.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

namespace pgt::lower {

resolver::resolver(const bind::query& query, const dbsp::origins<circuit>& made, const source_set& changed)
    : query_(query),
      made_(made),
      changed_(changed),
      reads_([this](const leaf& read) { return changed_leaf(read).has_value(); }) {}

const std::optional<circuit>& resolver::changes(const circuit& d) {
    return changes_.once(d, [&] {
        const piece here(d);
        return here.entry().changes(*this, here);
    });
}

const circuit& resolver::before(const circuit& q) {
    return before_.once(q, [&] { return before_of(q); });
}

circuit resolver::before_of(const circuit& q) {
    if (!reads_change(q)) { return q; }
    if (auto const read = leaf_of(q)) { return leaf{read->name, version::before}.as_circuit(); }
    const piece here(q);
    std::vector<circuit> inputs;
    for (const auto& in : here.inputs()) { inputs.push_back(before(in)); }
    return here.rewired(inputs);
}

circuit resolver::origin(const circuit& d) const {
    auto q = made_.of(d);
    if (!q) { throw std::logic_error("resolve: changes without an origin"); }
    return std::move(*q);
}

std::optional<circuit> resolver::changed_leaf(const leaf& source) const {
    auto const index = source_index(query_, source.name);
    if (!index || !changed_.at(*index)) { return std::nullopt; }
    return leaf{source.name, version::change}.as_circuit();
}

std::optional<circuit> resolver::before_sum(const circuit& sum) {
    const piece here(sum);
    if (!here.is<dbsp::op::integrate>()) {
        throw std::logic_error("resolve: a delay of anything but a sum of changes");
    }
    return before(origin(here.input(0)));
}

std::optional<circuit> resolver::nothing_from_nothing(const piece& p) {
    std::vector<circuit> inputs;
    for (const auto& in : p.inputs()) {
        auto const& change = changes(in);
        if (!change) { return std::nullopt; }
        inputs.push_back(*change);
    }
    return p.rewired(inputs);
}

} // namespace pgt::lower
