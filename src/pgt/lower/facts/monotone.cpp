#include <pgt/lower/facts/monotone.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace pgt::lower {

namespace {
constexpr std::array<std::string_view, 12> monotone{
    "source",  "map",      "filter",         "flat_map",           "plus",          "join",
    "product", "semijoin", "union_distinct", "intersect_distinct", "intersect_all", "distinct"};

/// Those whose change, where rows come, are rows that come.
constexpr std::array<std::string_view, 7> appending{"source", "map",  "filter", "flat_map",
                                                    "plus",   "join", "product"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> words{{
    {"aggregate", "an aggregate or GROUP BY"},
    {"antijoin", "NOT EXISTS, NOT IN or an outer join"},
    {"distinct", "DISTINCT"},
    {"except_all", "EXCEPT"},
    {"except_distinct", "EXCEPT"},
    {"fixpoint", "WITH RECURSIVE"},
    {"full_join", "an outer join"},
    {"group_transform", "a window function"},
    {"intersect_all", "INTERSECT"},
    {"intersect_distinct", "INTERSECT"},
    {"left_join", "an outer join"},
    {"right_join", "an outer join"},
    {"semijoin", "EXISTS or IN"},
    {"top_k", "LIMIT or DISTINCT ON"},
    {"union_distinct", "UNION"},
}};

std::string in_sql(std::string_view name) {
    auto const found = std::ranges::find(words, name, &std::pair<std::string_view, std::string_view>::first);
    return std::string(found == words.end() ? "a difference of rows" : found->second);
}

class search {
  public:
    explicit search(std::span<const std::string_view> allowed) : allowed_(allowed) {}

    [[nodiscard]] std::optional<std::string> in(const circuit& c) {
        if (!seen_.insert(c.identity()).second) { return std::nullopt; }
        const piece here(c);
        if (!std::ranges::contains(allowed_, here.entry().name)) { return in_sql(here.entry().name); }
        for (const circuit& input : here.inputs()) {
            if (auto found = in(input)) { return found; }
        }
        return std::nullopt;
    }

  private:
    std::span<const std::string_view> allowed_;
    std::set<const void*> seen_;
};
} // namespace

std::optional<std::string> non_monotone_part(const bind::query& query) {
    return search(monotone).in(query.root);
}

std::optional<std::string> non_appending_part(const bind::query& query) {
    return search(appending).in(query.root);
}

} // namespace pgt::lower
