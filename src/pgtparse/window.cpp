/// OVER and WINDOW.
#include "translator.hpp"

#include <utility>

namespace pgt::parse {

namespace {

// The bits of PostgreSQL's FRAMEOPTION_*, which the tree shows as one number.
namespace bit {
constexpr int given = 0x1;
constexpr int rows = 0x4;
constexpr int groups = 0x8;
constexpr int start_unbounded_preceding = 0x20;
constexpr int end_unbounded_following = 0x100;
constexpr int start_current_row = 0x200;
constexpr int end_current_row = 0x400;
constexpr int start_preceding = 0x800;
constexpr int end_preceding = 0x1000;
constexpr int exclude_current_row = 0x8000;
constexpr int exclude_group = 0x10000;
constexpr int exclude_ties = 0x20000;
} // namespace bit

frame_unit unit_of(int options) {
    if ((options & bit::rows) != 0) { return frame_unit::rows; }
    return (options & bit::groups) != 0 ? frame_unit::groups : frame_unit::range;
}

frame_exclusion exclusion_of(int options) {
    if ((options & bit::exclude_current_row) != 0) { return frame_exclusion::current_row; }
    if ((options & bit::exclude_group) != 0) { return frame_exclusion::group; }
    return (options & bit::exclude_ties) != 0 ? frame_exclusion::ties : frame_exclusion::none;
}

/// The bits of one end of a frame; none of them: it is FOLLOWING.
struct end_bits {
    int unbounded;
    int current_row;
    int preceding;
};
constexpr end_bits of_start{bit::start_unbounded_preceding, bit::start_current_row, bit::start_preceding};
constexpr end_bits of_end{bit::end_unbounded_following, bit::end_current_row, bit::end_preceding};

frame_limit limit_of(int options, const end_bits& bits, frame_limit unbounded) {
    if ((options & bits.unbounded) != 0) { return unbounded; }
    if ((options & bits.current_row) != 0) { return frame_limit::current_row; }
    return (options & bits.preceding) != 0 ? frame_limit::preceding : frame_limit::following;
}

} // namespace

std::optional<window_frame<syntax::expression>> translator::frame(fields& f) {
    int const options = f.number("frameOptions");
    auto const bound = [&](frame_limit at, std::string_view offset) {
        frame_bound<syntax::expression> result{.at = at};
        if (auto e = optional(f.child(offset), f.at())) { result.offset.push_back(std::move(*e)); }
        return result;
    };
    window_frame<syntax::expression> result{
        .unit = unit_of(options),
        .start = bound(limit_of(options, of_start, frame_limit::unbounded_preceding), "startOffset"),
        .end = bound(limit_of(options, of_end, frame_limit::unbounded_following), "endOffset"),
        .exclude = exclusion_of(options)};
    return (options & bit::given) != 0 ? std::optional(std::move(result)) : std::nullopt;
}

syntax::window translator::window(fields definition) {
    return read_all(std::move(definition), [&](fields& f) {
        syntax::window result;
        result.at = f.at();
        result.name = f.text("name");
        result.base = f.text("refname");
        result.partition_by = list(f.children("partitionClause"), f.at());
        for (const auto& n : f.children("orderClause")) { result.order_by.push_back(sort_key(n, f.at())); }
        if (auto given = frame(f)) { result.frame.push_back(std::move(*given)); }
        return result;
    });
}

std::vector<syntax::window> translator::over(fields& f) {
    std::vector<syntax::window> result;
    if (auto definition = f.part("over", "WindowDef")) { result.push_back(window(std::move(*definition))); }
    return result;
}

} // namespace pgt::parse
