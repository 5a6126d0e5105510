#include <pgt/lower/facts/single_source_delta.hpp>

#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <algorithm>

namespace pgt::lower {

namespace {
/// Whether a circuit reads tables as they are and nothing else.
bool reads_only_now(const circuit& c) {
    if (auto const read = leaf_of(c)) { return read->of == version::now; }
    return std::ranges::all_of(piece(c).inputs(), reads_only_now);
}
} // namespace

bool is_single_source_delta(const circuit& change) {
    const piece here(change);
    switch (here.entry().flow) {
    case delta_flow::leaf: {
        auto const read = leaf_of(change);
        return read && read->of == version::change;
    }
    case delta_flow::row_by_row: return is_single_source_delta(here.input(0));
    case delta_flow::with_unchanged:
        return (is_single_source_delta(here.input(0)) && reads_only_now(here.input(1))) ||
               (is_single_source_delta(here.input(1)) && reads_only_now(here.input(0)));
    case delta_flow::mixed: break;
    }
    return false;
}

} // namespace pgt::lower
