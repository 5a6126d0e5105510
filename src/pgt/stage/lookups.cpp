#include "stage/lookups.hpp"

#include <pgt/lower/leaf.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace pgt::stage {
namespace {

/// For each column of a circuit, the column of the leaf that it shows; none where it shows another thing.
using origins = std::vector<std::optional<std::size_t>>;

class column_origins {
  public:
    column_origins(std::string leaf, lower::typing& types) : leaf_(std::move(leaf)), types_(types) {}

    const origins& of(const circuit& c) {
        return known_.once(c, [&] { return c.visit([&](const auto& n) { return of_node(c, n); }); });
    }

  private:
    template <class Op, class... In> origins of_node(const circuit& c, const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return of_leaf(c, n.op.table);
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            auto const& in = of(std::get<0>(n.in));
            return n.op.fn.is_identity() ? in : picked(n.op.fn.columns(), in);
        } else if constexpr (requires { n.op.pairing; }) {
            auto both = of(std::get<0>(n.in));
            if (n.op.pairing.is_first()) { return both; }
            std::ranges::copy(of(std::get<1>(n.in)), std::back_inserter(both));
            return picked(n.op.pairing.columns(), both);
        } else if constexpr (std::same_as<Op, dbsp::op::filter<predicate>>) {
            return of(std::get<0>(n.in));
        } else {
            return origins(types_.of(c).size());
        }
    }
    origins of_leaf(const circuit& c, const std::string& name) {
        origins result(types_.of(c).size());
        for (std::size_t i = 0; name == leaf_ && i < result.size(); ++i) { result[i] = i; }
        return result;
    }
    static origins picked(const std::vector<expression>& columns, const origins& in) {
        origins result;
        for (const auto& e : columns) {
            auto const column = e.as_column();
            result.push_back(column ? in.at(*column) : std::nullopt);
        }
        return result;
    }

    std::string leaf_;
    lower::typing& types_;
    lower::detail::by_circuit<origins> known_;
};

class lookup_list {
  public:
    lookup_list(const std::string& leaf, lower::typing& types) : origins_(leaf, types) {}

    void look_at(const circuit& c) {
        c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
            if constexpr (requires { n.op.on; }) {
                add(n.op.on.left, std::get<0>(n.in));
                add(n.op.on.right, std::get<1>(n.in));
            } else if constexpr (lower::detail::is_a<Op, dbsp::op::aggregate>) {
                add(n.op.key, std::get<0>(n.in));
            }
        });
    }
    [[nodiscard]] std::vector<std::vector<std::size_t>> take() { return std::move(found_); }

  private:
    void add(const key& by, const circuit& rows) {
        if (by.is_identity()) { return; }
        auto const& shown = origins_.of(rows);
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

    column_origins origins_;
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
