#include <pgt/lower/facts/monotone.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace pgt::lower {

namespace {
constexpr std::array<std::string_view, 12> monotone{
    "source",  "map",      "filter",         "flat_map",           "plus",          "join",
    "product", "semijoin", "union_distinct", "intersect_distinct", "intersect_all", "distinct"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> words{{
    {"aggregate", "an aggregate or GROUP BY"},
    {"antijoin", "NOT EXISTS, NOT IN or an outer join"},
    {"except_all", "EXCEPT"},
    {"except_distinct", "EXCEPT"},
    {"fixpoint", "WITH RECURSIVE"},
    {"full_join", "an outer join"},
    {"group_transform", "a window function"},
    {"left_join", "an outer join"},
    {"right_join", "an outer join"},
    {"top_k", "LIMIT or DISTINCT ON"},
}};

std::string in_sql(std::string_view name) {
    auto const found = std::ranges::find(words, name, &std::pair<std::string_view, std::string_view>::first);
    return std::string(found == words.end() ? "a difference of rows" : found->second);
}

class search {
  public:
    [[nodiscard]] std::optional<std::string> in(const circuit& c) {
        if (!seen_.insert(c.identity()).second) { return std::nullopt; }
        const piece here(c);
        if (!std::ranges::contains(monotone, here.entry().name)) { return in_sql(here.entry().name); }
        for (const circuit& input : here.inputs()) {
            if (auto found = in(input)) { return found; }
        }
        return std::nullopt;
    }

  private:
    std::set<const void*> seen_;
};
} // namespace

std::optional<std::string> non_monotone_part(const bind::query& query) { return search().in(query.root); }

} // namespace pgt::lower
