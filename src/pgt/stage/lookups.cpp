#include "stage/lookups.hpp"

#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>
#include <utility>

namespace pgt::stage {
namespace {

class lookup_list {
  public:
    lookup_list(const std::string& leaf, lower::typing& types) : origins_(leaf, types) {}

    void look_at(const circuit& c) {
        const lower::piece here(c);
        if (const auto* const on = here.match()) {
            add(on->left, here.input(0));
            add(on->right, here.input(1));
        } else if (const auto* const groups = here.as<lower::aggregate_operator>()) {
            add(groups->key, here.input(0));
        } else if (const auto* const windows = here.as<lower::window_operator>()) {
            add(windows->key, here.input(0));
        }
    }
    [[nodiscard]] std::vector<std::vector<std::size_t>> take() { return std::move(found_); }

  private:
    void add(const key& by, const circuit& rows) {
        if (by.is_identity()) { return; }
        auto const shown = origins_.of(rows);
        std::vector<std::size_t> columns;
        for (const auto& e : by.columns()) {
            auto const column = e.as_column();
            if (!column || !shown.at(*column)) { return; }
            columns.push_back(*shown.at(*column));
        }
        if (!columns.empty() && !std::ranges::contains(found_, columns)) {
            found_.push_back(std::move(columns));
        }
    }

    lower::origin_finder origins_;
    std::vector<std::vector<std::size_t>> found_;
};

} // namespace

std::vector<std::vector<std::size_t>> lookups(const circuit& root, const std::string& leaf,
                                              lower::typing& types) {
    lookup_list list(leaf, types);
    for (const circuit& node : nodes_of(root)) { list.look_at(node); }
    return list.take();
}

} // namespace pgt::stage
