/// `rebuilt_inputs`: what passes that rebuild a circuit from its leaves have in common.
#pragma once

#include <pgt/lower/piece/piece.hpp>

#include <vector>

namespace pgt::lower {

/// The inputs of a piece after a pass, and whether it changed one of them.
struct rebuilt {
    std::vector<circuit> inputs;
    bool changed = false;
};

template <class Pass> rebuilt rebuilt_inputs(const piece& p, Pass&& pass) {
    rebuilt result;
    for (const auto& in : p.inputs()) {
        result.inputs.push_back(pass(in));
        result.changed = result.changed || result.inputs.back().identity() != in.identity();
    }
    return result;
}

} // namespace pgt::lower
