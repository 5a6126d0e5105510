/// The table of operators: an entry for each operator of run-time circuits, made from its `lowering_traits`.
#include <pgt/lower/facts/naming.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/operator/aggregate.hpp>
#include <pgt/lower/operator/antijoin.hpp>
#include <pgt/lower/operator/delay.hpp>
#include <pgt/lower/operator/differentiate.hpp>
#include <pgt/lower/operator/distinct.hpp>
#include <pgt/lower/operator/except_all.hpp>
#include <pgt/lower/operator/except_distinct.hpp>
#include <pgt/lower/operator/filter.hpp>
#include <pgt/lower/operator/fixpoint.hpp>
#include <pgt/lower/operator/flat_map.hpp>
#include <pgt/lower/operator/full_join.hpp>
#include <pgt/lower/operator/group_transform.hpp>
#include <pgt/lower/operator/integrate.hpp>
#include <pgt/lower/operator/intersect_all.hpp>
#include <pgt/lower/operator/intersect_distinct.hpp>
#include <pgt/lower/operator/join.hpp>
#include <pgt/lower/operator/left_join.hpp>
#include <pgt/lower/operator/map.hpp>
#include <pgt/lower/operator/minus.hpp>
#include <pgt/lower/operator/negate.hpp>
#include <pgt/lower/operator/plus.hpp>
#include <pgt/lower/operator/positive.hpp>
#include <pgt/lower/operator/product.hpp>
#include <pgt/lower/operator/restrict.hpp>
#include <pgt/lower/operator/right_join.hpp>
#include <pgt/lower/operator/semijoin.hpp>
#include <pgt/lower/operator/source.hpp>
#include <pgt/lower/operator/support.hpp>
#include <pgt/lower/operator/top_k.hpp>
#include <pgt/lower/operator/union_distinct.hpp>
#include <pgt/lower/operator/variable.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::lower {

namespace {
template <class Op> use<Op> used(const piece& p) { return {p, p.known_as<Op>()}; }

template <class Op> constexpr operator_entry make_entry() {
    static_assert(has_all_parts<Op>());
    using T = lowering_traits<Op>;
    using algebra = typename Op::algebra;
    return {
        .name = Op::name,
        .type = &typeid(Op),
        .is_groupwise = std::same_as<algebra, dbsp::groupwise> || std::same_as<algebra, dbsp::pointwise>,
        .is_linear = std::same_as<algebra, dbsp::linear>,
        .is_bilinear = std::same_as<algebra, dbsp::bilinear>,
        .upkeep = T::upkeep,
        .small = T::small,
        .flow = T::flow,
        .linear = T::linear,
        .types = [](typing& t, const piece& p) { return T::types(t, used<Op>(p)); },
        .keys = [](key_finder& f, const piece& p) { return T::keys(f, used<Op>(p)); },
        .names = [](column_names& n, const piece& p) { return T::names(n, used<Op>(p)); },
        .origins = [](origin_finder& f, const piece& p) { return T::origins(f, used<Op>(p)); },
        .changes = [](resolver& r, const piece& p) -> std::optional<circuit> {
            return T::changes(r, used<Op>(p));
        },
        .sql = [](relational& r, const piece& p) { return T::sql(r, used<Op>(p)); },
    };
}
template <class Op> constexpr operator_entry entry_of = make_entry<Op>();

template <class Op, class... In>
circuit connected(const Op& op, const std::vector<circuit>& inputs,
                  std::type_identity<dbsp::node<Op, In...>>) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return circuit(dbsp::node<Op, In...>{op, {{{inputs[I]}...}}});
    }(std::index_sequence_for<In...>{});
}

/// What can be done with a node, by the members that its operator has.
template <class Node> struct access_to;
template <class Op, class... In> struct access_to<dbsp::node<Op, In...>> {
    static constexpr std::type_identity<dbsp::node<Op, In...>> node{};
    static const Op& op_at(const void* op) { return *static_cast<const Op*>(op); }

    static circuit rewired(const void* op, const std::vector<circuit>& inputs) {
        return connected(op_at(op), inputs, node);
    }
    static circuit rematched([[maybe_unused]] const void* op, [[maybe_unused]] const join_match& match,
                             [[maybe_unused]] const std::vector<circuit>& inputs) {
        if constexpr (requires(Op o) { o.on = match; }) {
            Op changed = op_at(op);
            changed.on = match;
            return connected(changed, inputs, node);
        } else {
            throw std::logic_error("lower: an operator without a match");
        }
    }
    static circuit rebodied([[maybe_unused]] const void* op, [[maybe_unused]] const circuit& body,
                            [[maybe_unused]] const std::vector<circuit>& inputs) {
        if constexpr (requires(Op o) { o.body = body; }) {
            Op changed = op_at(op);
            changed.body = body;
            return connected(changed, inputs, node);
        } else {
            throw std::logic_error("lower: an operator without a body");
        }
    }
    static const join_match* match([[maybe_unused]] const void* op) {
        if constexpr (requires(const Op& o) { o.on; }) {
            return &op_at(op).on;
        } else {
            return nullptr;
        }
    }
    static const pairing* pairs([[maybe_unused]] const void* op) {
        if constexpr (requires(const Op& o) { o.pairing; }) {
            return &op_at(op).pairing;
        } else {
            return nullptr;
        }
    }
    static std::optional<recursion_body> recursion([[maybe_unused]] const void* op) {
        if constexpr (requires(const Op& o) { o.body; }) {
            return recursion_body{op_at(op).scope, &op_at(op).body};
        } else {
            return std::nullopt;
        }
    }
    static constexpr node_access all{.rewired = rewired,
                                     .rematched = rematched,
                                     .rebodied = rebodied,
                                     .match = match,
                                     .pairs = pairs,
                                     .recursion = recursion};
};

template <class Node> struct operator_in;
template <class Op, class... In> struct operator_in<dbsp::node<Op, In...>> {
    static constexpr const operator_entry* entry = &entry_of<Op>;
};
template <class... Node> constexpr auto all_entries(std::type_identity<std::variant<Node...>>) {
    return std::array{operator_in<Node>::entry...};
}
/// An entry for each alternative of a circuit's node: an operator without all its parts does not compile here.
constexpr auto entries =
    all_entries(std::type_identity<typename dbsp::detail::dynamic_nodes<functions>::type>{});
} // namespace

piece::piece(circuit c) : whole_(std::move(c)) {
    whole_.visit([this]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        entry_ = &entry_of<Op>;
        access_ = &access_to<dbsp::node<Op, In...>>::all;
        op_ = &n.op;
        inputs_ = n.in.apply([](const In&... in) { return std::vector<circuit>{in...}; });
    });
}

const operator_entry& operator_called(std::string_view name) {
    auto const found = std::ranges::find_if(entries, [&](const auto* entry) { return entry->name == name; });
    if (found == entries.end()) {
        throw std::logic_error("lower: no operator is called " + std::string(name));
    }
    return **found;
}

} // namespace pgt::lower
