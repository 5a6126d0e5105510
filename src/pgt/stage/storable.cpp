#include <pgt/stage/storable.hpp>

#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>

namespace pgt::stage {
namespace {

class column_check {
  public:
    explicit column_check(const bind::query& query) : query_(query) {}

    bool has_all(const circuit& c) {
        return known_.once(c, [&] { return of_piece(lower::piece(c)); });
    }

  private:
    bool of_piece(const lower::piece& here) {
        if (auto const leaf = lower::leaf_of(here.whole())) { return of_leaf(leaf->name); }
        if (here.recursion()) { return true; }
        if (const auto* const shown = here.as<dbsp::op::map<mapping>>()) {
            return !shown->fn.is_identity() || has_all(here.input(0));
        }
        if (const auto* const groups = here.as<lower::aggregate_operator>()) {
            return !groups->key.is_identity() || has_all(here.input(0));
        }
        return std::ranges::all_of(here.inputs(), [&](const circuit& in) { return has_all(in); });
    }
    bool of_leaf(const std::string& name) const {
        auto const index = lower::source_index(query_, name);
        if (!index) { return true; }
        const auto& source = query_.sources[*index];
        return source.used.size() == source.relation.columns.size();
    }

    const bind::query& query_;
    by_circuit<bool> known_;
};

} // namespace

std::vector<circuit> storable_nodes(const bind::query& query) {
    column_check check(query);
    auto nodes = nodes_of(query.root);
    std::erase_if(nodes, [&](const circuit& c) { return !can_be_cut(c) || !check.has_all(c); });
    return nodes;
}

} // namespace pgt::stage
