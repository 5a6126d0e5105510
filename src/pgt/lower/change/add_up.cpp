#include <pgt/lower/change/add_up.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/support.hpp>

#include <algorithm>

namespace pgt::lower {

namespace {
/// More ways than this are worth a GROUP BY: four joins of relations that have all changed have 31.
constexpr std::uint64_t few = 16;
/// Where counting ends.
constexpr std::uint64_t many = std::uint64_t{1} << 30U;
} // namespace

circuit adding_up::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit adding_up::rebuilt(const circuit& c) {
    const piece here(c);
    auto [inputs, changed] = rebuilt_inputs(here, *this);
    if (here.entry().is_bilinear) {
        for (auto& in : inputs) {
            if (ways(in) > few) {
                in = dbsp::support(in);
                changed = true;
            }
        }
    }
    return changed ? here.rewired(inputs) : c;
}

std::uint64_t adding_up::ways(const circuit& c) {
    return ways_.once(c, [&] { return ways_of(piece(c)); });
}

std::uint64_t adding_up::ways_of(const piece& p) {
    if (p.entry().is_groupwise || p.inputs().empty()) { return 1; }
    std::uint64_t all = p.entry().is_linear ? 0 : 1;
    for (const auto& in : p.inputs()) {
        all = std::min(many, p.entry().is_linear ? all + ways(in) : all * ways(in));
    }
    return all;
}

} // namespace pgt::lower
