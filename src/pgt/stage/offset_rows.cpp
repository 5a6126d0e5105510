#include "stage/offset_rows.hpp"

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/first_rows.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/stage/required_cuts.hpp>

#include <dbsp/operator/top_k.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace pgt::stage {
namespace {

/// Each change numbers the stored rows.
constexpr std::uint64_t most_rows = 10'000;

std::optional<row_limit> up_to_last(const row_limit& limit) {
    if (limit.offset == 0 || limit.offset > most_rows || !limit.count || *limit.count == 0 ||
        *limit.count > most_rows - limit.offset) {
        return std::nullopt;
    }
    auto result = limit;
    result.count = limit.offset + *limit.count;
    result.offset = 0;
    return result;
}

} // namespace

circuit offset_rows::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(lower::piece(c)); });
}

circuit offset_rows::rebuilt(const lower::piece& written) {
    auto const over = lower::rebuilt_inputs(written, *this);
    const lower::piece here(over.changed ? written.rewired(over.inputs) : written.whole());
    const auto* const top = here.as<lower::limit_operator>();
    if (top == nullptr || top->key.is_identity() || !top->key.columns().empty()) { return here.whole(); }
    auto limit = up_to_last(top->fn.limit());
    if (!limit) { return here.whole(); }
    const circuit first = dbsp::detail::connect_grouped<dbsp::op::top_k>(
        dbsp::group_by(here.input(0), top->key), group_function(std::move(*limit)));
    if (!follows_changes(first)) { return here.whole(); }
    cuts_.push_back({first, "the first rows, of which OFFSET leaves out some"});
    return here.rewired({first});
}

bool offset_rows::follows_changes(const circuit& first) {
    return can_be_stored(first, types_) &&
           lower::first_rows_of(query_, types_, lower::windows_of(first, types_).value()).has_value();
}

} // namespace pgt::stage
