/// `piece`: a circuit taken apart into its operator and its inputs, with what the lowering knows of the operator.
///
/// Whatever walks over circuits does it by pieces: it asks the operator's entry, or whether the operator is a certain one.  The
/// entries are made from `lowering_traits` (lower/operator/traits.hpp) in one table, so that no walk has a default for operators
/// that it has not heard of.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/sql/text.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <typeinfo>
#include <vector>

namespace pgt::lower {

/// How the cost of maintaining an operator grows where nothing is stored for it: with the change; with the groups that the change
/// touches; with the whole input.
enum class cost : std::uint8_t { delta, group, full };

/// When the rows of an operator are no more than a change touches.
enum class smallness : std::uint8_t {
    never,
    always,
    of_a_change,     ///< of a leaf: if it reads a change
    with_some_input, ///< if one of its inputs is small
    with_all_inputs, ///< if all of them are
};

/// What an operator makes of the change of a single source.
enum class delta_flow : std::uint8_t {
    leaf,           ///< it may be such a change itself
    row_by_row,     ///< each row of the output comes from one row of its input
    with_unchanged, ///< each row of the output comes from one row of each input
    mixed,          ///< anything else
};

/// In which inputs an operator is linear.
enum class linearity : std::uint8_t {
    in_all,   ///< in all of them together
    in_each,  ///< in each of them, the others being fixed
    in_first, ///< in the first one
    in_none,
};

class typing;
class key_finder;
class column_names;
class origin_finder;
class resolver;
class relational;
class piece;
struct block;
struct column_type;

/// What the lowering knows of one operator.
struct operator_entry {
    std::string_view name;
    const std::type_info* type;
    bool is_groupwise; ///< it looks at whole groups of rows
    bool is_linear;
    bool is_bilinear;

    cost upkeep;
    smallness small;
    delta_flow flow;
    linearity linear;
    std::vector<column_type> (*types)(typing&, const piece&);
    std::vector<std::set<std::size_t>> (*keys)(key_finder&, const piece&);
    std::vector<sql::text> (*names)(column_names&, const piece&);
    std::vector<std::optional<std::size_t>> (*origins)(origin_finder&, const piece&);
    std::optional<circuit> (*changes)(resolver&, const piece&);
    block (*sql)(relational&, const piece&);
};

/// Operators by short names.
using source_operator = dbsp::op::source<row, dbsp::default_weight>;
using variable_operator = dbsp::op::variable<row, dbsp::default_weight>;
using import_operator = dbsp::op::import <row, dbsp::default_weight>;
using fixpoint_operator = dbsp::op::fixpoint<circuit, dbsp::op::iteration::of_states>;
using aggregate_operator = dbsp::op::aggregate<key, group_function>;
using window_operator = dbsp::op::group_transform<key, group_function>;
using limit_operator = dbsp::op::top_k<key, group_function>;
using join_match = dbsp::join_on<key, key, pair_condition>;

/// The body of a recursion, which is a circuit closed in itself.
struct recursion_body {
    std::uint64_t scope;
    const circuit* body;
};

/// What can be read from a node, and made from it, whatever its operator is.
struct node_access {
    circuit (*rewired)(const void* op, const std::vector<circuit>& inputs);
    circuit (*rematched)(const void* op, const join_match& match, const std::vector<circuit>& inputs);
    circuit (*rebodied)(const void* op, const circuit& body, const std::vector<circuit>& inputs);
    const join_match* (*match)(const void* op);
    const pairing* (*pairs)(const void* op);
    std::optional<recursion_body> (*recursion)(const void* op);
};

class piece {
  public:
    explicit piece(circuit c);

    [[nodiscard]] const operator_entry& entry() const { return *entry_; }
    [[nodiscard]] const circuit& whole() const { return whole_; }
    [[nodiscard]] const std::vector<circuit>& inputs() const { return inputs_; }
    [[nodiscard]] const circuit& input(std::size_t i) const { return inputs_.at(i); }

    /// The operator, if it is this one; null otherwise.
    template <class Op> [[nodiscard]] const Op* as() const {
        return *entry_->type == typeid(Op) ? static_cast<const Op*>(op_) : nullptr;
    }
    template <class Op> [[nodiscard]] bool is() const { return as<Op>() != nullptr; }
    /// The operator where its own entry asks for it.
    template <class Op> [[nodiscard]] const Op& known_as() const { return *static_cast<const Op*>(op_); }

    /// What a join of any kind matches on, how an operator pairs rows, the body of a recursion; nothing where there is none.
    [[nodiscard]] const join_match* match() const { return access_->match(op_); }
    [[nodiscard]] const pairing* pairs() const { return access_->pairs(op_); }
    [[nodiscard]] std::optional<recursion_body> recursion() const { return access_->recursion(op_); }

    /// The same operator over other inputs; the same with another match, or another body.
    [[nodiscard]] circuit rewired(const std::vector<circuit>& inputs) const {
        return access_->rewired(op_, inputs);
    }
    [[nodiscard]] circuit with_match(const join_match& match, const std::vector<circuit>& inputs) const {
        return access_->rematched(op_, match, inputs);
    }
    [[nodiscard]] circuit with_body(const circuit& body, const std::vector<circuit>& inputs) const {
        return access_->rebodied(op_, body, inputs);
    }

  private:
    circuit whole_;
    std::vector<circuit> inputs_;
    const operator_entry* entry_ = nullptr;
    const node_access* access_ = nullptr;
    const void* op_ = nullptr;
};

/// The entry of the operator called `name`.
[[nodiscard]] const operator_entry& operator_called(std::string_view name);

} // namespace pgt::lower
