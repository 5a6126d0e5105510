#include <pgt/lower/facts/ways.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <algorithm>

namespace pgt::lower {

namespace {
/// More ways than this are worth a GROUP BY: the change of a join of five relations that have all changed has 31.
constexpr std::uint64_t few = 16;
/// Where counting ends.
constexpr std::uint64_t most = std::uint64_t{1} << 30U;
} // namespace

bool ways::are_many(const circuit& c) { return may_add_up_(c) && before_adding_up(c) > few; }

std::uint64_t ways::of(const circuit& c) { return are_many(c) ? 1 : before_adding_up(c); }

/// Of a sum they add up, of a product they multiply; operators on groups give each row once.
std::uint64_t ways::before_adding_up(const circuit& c) {
    return known_.once(c, [&]() -> std::uint64_t {
        const piece here(c);
        if (here.entry().is_groupwise || here.inputs().empty()) { return 1; }
        std::uint64_t all = here.entry().is_linear ? 0 : 1;
        for (const auto& in : here.inputs()) {
            all = std::min(most, here.entry().is_linear ? all + of(in) : all * of(in));
        }
        return all;
    });
}

} // namespace pgt::lower
