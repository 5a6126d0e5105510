#include <pgt/lower/change/single_parts.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/same_circuit.hpp>

#include <algorithm>

namespace pgt::lower {

circuit single_parts::operator()(const circuit& c) {
    return done_.once(c, [&] { return single(c); });
}

circuit single_parts::single(const circuit& c) {
    piece const written(c);
    auto const over = rebuilt_inputs(written, *this);
    piece const here(over.changed ? written.rewired(over.inputs) : c);
    std::vector<const void*> inputs;
    for (const circuit& in : here.inputs()) { inputs.push_back(in.identity()); }
    auto& alike = parts_[{here.entry().name, std::move(inputs)}];
    auto const known = std::ranges::find_if(
        alike, [&](const circuit& other) { return are_same_operators(here, piece(other)); });
    if (known != alike.end()) { return *known; }
    alike.push_back(here.whole());
    return here.whole();
}

} // namespace pgt::lower
