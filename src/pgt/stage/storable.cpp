#include <pgt/stage/storable.hpp>

#include <pgt/lower/leaf.hpp>
#include <pgt/lower/resolve.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>

namespace pgt::stage {
namespace {

class column_check {
  public:
    explicit column_check(const bind::query& query) : query_(query) {}

    bool has_all(const circuit& c) {
        return known_.once(c, [&] { return c.visit([&](const auto& n) { return of_node(n); }); });
    }

  private:
    template <class Op, class... In> bool of_node(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return of_leaf(n.op.table);
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            return !n.op.fn.is_identity() || has_all(std::get<0>(n.in));
        } else if constexpr (lower::detail::is_a<Op, dbsp::op::aggregate>) {
            return !n.op.key.is_identity() || has_all(std::get<0>(n.in));
        } else if constexpr (lower::detail::is_fixpoint<Op>) {
            return true;
        } else {
            return std::apply([&](const In&... in) { return (has_all(in) && ...); }, n.in);
        }
    }
    bool of_leaf(const std::string& name) const {
        auto const index = lower::source_index(query_, name);
        if (!index) { return true; }
        const auto& source = query_.sources[*index];
        return source.used.size() == source.relation.columns.size();
    }

    const bind::query& query_;
    lower::detail::by_circuit<bool> known_;
};

} // namespace

std::vector<circuit> storable_nodes(const bind::query& query) {
    column_check check(query);
    auto nodes = nodes_of(query.root);
    std::erase_if(nodes, [&](const circuit& c) { return !can_be_cut(c) || !check.has_all(c); });
    return nodes;
}

} // namespace pgt::stage
