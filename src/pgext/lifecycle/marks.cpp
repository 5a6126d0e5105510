#include "lifecycle/marks.hpp"

#include "capture/capturable.hpp"
#include "pg/access/lookup.hpp"

#include <algorithm>
#include <format>

namespace pgt::ext {
namespace {

bool is_view(const dependency& one) { return one.kind == source_kind::view; }

} // namespace

std::string unmarkable(const pg::analysed_query& query, const std::vector<dependency>& reads, pg::oid owner) {
    const auto function =
        std::ranges::find(query.functions, pg::volatility::volatile_, &pg::called_function::kind);
    if (function != query.functions.end()) {
        return std::format("The result of {}() may change although no row has.", function->name);
    }
    for (const auto* const mentions : {&query.unsettled, &query.clock}) {
        if (mentions->empty()) { continue; }
        return std::format("The result of {} may change although no row has.", mentions->front().name);
    }
    const auto source = std::ranges::find_if(
        reads, [owner](const dependency& one) { return !is_view(one) && !may_mark(owner, one.source); });
    if (source == reads.end()) { return {}; }
    return std::format("No trigger can report changes of \"{}\": it is not a table, a table below it is "
                       "foreign, or the owner of "
                       "the stream table lacks the privilege TRIGGER on it or on a table above it.",
                       pg::printed_name(source->source));
}

void choose_needs(const pg::analysed_query& query, std::vector<dependency>& reads, pg::oid owner) {
    if (!unmarkable(query, reads, owner).empty()) { return; }
    for (dependency& one : reads) {
        if (!is_view(one)) { one.need = source_need::notice; }
    }
}

} // namespace pgt::ext
