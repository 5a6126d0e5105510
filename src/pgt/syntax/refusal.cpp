#include <pgt/syntax/refusal.hpp>

#include <utility>

namespace pgt::syntax {

std::optional<int> position(int at) { return at < 0 ? std::nullopt : std::optional(at); }

user_error not_incremental(const std::string& construct, std::string reason, std::string advice, int at) {
    return user_error(sqlstate::feature_not_supported, construct + " cannot be maintained incrementally")
        .detail(std::move(reason))
        .hint(std::move(advice))
        .at(position(at));
}

user_error not_incremental(const std::string& construct, std::string reason, int at) {
    return not_incremental(construct, std::move(reason),
                           "Use refresh_mode => 'FULL', or 'AUTO' to let it be chosen.", at);
}

} // namespace pgt::syntax
