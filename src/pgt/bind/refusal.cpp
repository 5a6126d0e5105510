#include "bind/refusal.hpp"

namespace pgt::bind::detail {

user_error invalid(std::string_view sqlstate, const std::string& message, int at) {
    return user_error(sqlstate, message).at(syntax::position(at));
}

user_error refusal_of_limit(const syntax::select_statement& s) {
    const auto& first = s.limit->count ? s.limit->count : s.limit->offset;
    return not_incremental("LIMIT or OFFSET without ORDER BY", "Each refresh might keep other rows.",
                           "Add an ORDER BY, or use refresh_mode => 'FULL'.", first->at);
}

user_error unequal_width(const syntax::select_statement& s) {
    return invalid(sqlstate::syntax_error, "the parts of a query have different numbers of columns", s.at);
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

} // namespace pgt::bind::detail
