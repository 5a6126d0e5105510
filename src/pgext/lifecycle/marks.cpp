#include "lifecycle/marks.hpp"

#include "catalog/session.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lock.hpp"
#include "pg/capture/mark_ddl.hpp"

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
    if (!query.unsettled.empty()) {
        return std::format("The result of {} may change although no row has.", query.unsettled.front().name);
    }
    const auto source = std::ranges::find_if(
        reads, [owner](const dependency& one) { return !is_view(one) && !pg::may_mark(one.source, owner); });
    if (source == reads.end()) { return {}; }
    return std::format(
        "No trigger can tell of changes of \"{}\": it is not a plain table on its own, or the owner of the "
        "stream table may not put triggers on it.",
        pg::printed_name(source->source));
}

void choose_marks(const pg::analysed_query& query, std::vector<dependency>& reads, pg::oid owner) {
    if (!unmarkable(query, reads, owner).empty()) { return; }
    for (dependency& one : reads) { one.is_marked = !is_view(one); }
}

void ensure_marks(pg::oid source) {
    pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::share);
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    pg::create_marks(source);
}

void mend_marks(pg::oid source) {
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    pg::mend_marks(source);
}

void release_marks(pg::oid source) {
    pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::exclusive);
    if (is_marked(source)) { return; }
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    pg::drop_marks(source);
}

} // namespace pgt::ext
