#include <pgt/lower/facts/same_circuit.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace pgt::lower {

bool is_same_key(const key& a, const key& b) {
    return a.is_identity() == b.is_identity() && a.nulls_match() == b.nulls_match() &&
           a.columns() == b.columns();
}

bool is_same_call(const aggregate_call& a, const aggregate_call& b) {
    if (a.kind == aggregate_kind::other || a.kind != b.kind) { return a == b; }
    return std::ranges::equal(a.call.args(), b.call.args()) && a.filter == b.filter;
}

namespace {

bool is_same(const key& a, const key& b) { return is_same_key(a, b); }
bool is_same(const mapping& a, const mapping& b) {
    return a.is_identity() == b.is_identity() && a.columns() == b.columns();
}
bool is_same(const predicate& a, const predicate& b) { return a.condition() == b.condition(); }
bool is_same(const pairing& a, const pairing& b) {
    return a.is_first() == b.is_first() && a.left_width() == b.left_width() && a.columns() == b.columns();
}
bool is_same(const pair_condition& a, const pair_condition& b) {
    return a.left_width() == b.left_width() && a.is_flipped() == b.is_flipped() &&
           a.condition() == b.condition();
}
bool is_same(const function_rows& a, const function_rows& b) {
    return a.functions == b.functions && a.columns == b.columns && a.in_select_list == b.in_select_list &&
           a.ordinality == b.ordinality && a.gives_one_row == b.gives_one_row &&
           a.keeps_rows == b.keeps_rows && a.condition == b.condition;
}
bool is_same(const join_match& a, const join_match& b) {
    return is_same(a.left, b.left) && is_same(a.right, b.right) && is_same(a.condition, b.condition);
}

// Every operator by what it consists of, so that one with another function does not compile until it is named here.

bool are_same(const source_operator& a, const source_operator& b) { return a.table == b.table; }
template <class Op>
    requires std::is_empty_v<Op>
bool are_same(const Op& /*a*/, const Op& /*b*/) {
    return true;
}
template <class Fn> bool are_same(const dbsp::op::map<Fn>& a, const dbsp::op::map<Fn>& b) {
    return is_same(a.fn, b.fn);
}
template <class Fn> bool are_same(const dbsp::op::filter<Fn>& a, const dbsp::op::filter<Fn>& b) {
    return is_same(a.pred, b.pred);
}
template <class Fn> bool are_same(const dbsp::op::flat_map<Fn>& a, const dbsp::op::flat_map<Fn>& b) {
    return is_same(a.fn.made(), b.fn.made());
}
template <class On, class P> bool are_same(const dbsp::op::join<On, P>& a, const dbsp::op::join<On, P>& b) {
    return is_same(a.on, b.on) && is_same(a.pairing, b.pairing);
}
template <class C, class P>
bool are_same(const dbsp::op::product<C, P>& a, const dbsp::op::product<C, P>& b) {
    return is_same(a.condition, b.condition) && is_same(a.pairing, b.pairing);
}
template <class On> bool are_same(const dbsp::op::semijoin<On>& a, const dbsp::op::semijoin<On>& b) {
    return is_same(a.on, b.on);
}
template <class On> bool are_same(const dbsp::op::antijoin<On>& a, const dbsp::op::antijoin<On>& b) {
    return is_same(a.on, b.on);
}
template <class On, class P, class M>
bool are_same(const dbsp::op::left_join<On, P, M>& a, const dbsp::op::left_join<On, P, M>& b) {
    return is_same(a.on, b.on) && is_same(a.pairing, b.pairing) && is_same(a.pad_a, b.pad_a);
}
template <class On, class P, class M>
bool are_same(const dbsp::op::right_join<On, P, M>& a, const dbsp::op::right_join<On, P, M>& b) {
    return is_same(a.on, b.on) && is_same(a.pairing, b.pairing) && is_same(a.pad_b, b.pad_b);
}
template <class On, class P, class M>
bool are_same(const dbsp::op::full_join<On, P, M, M>& a, const dbsp::op::full_join<On, P, M, M>& b) {
    return is_same(a.on, b.on) && is_same(a.pairing, b.pairing) && is_same(a.pad_a, b.pad_a) &&
           is_same(a.pad_b, b.pad_b);
}
bool are_same(const aggregate_operator& a, const aggregate_operator& b) {
    return is_same(a.key, b.key) && a.fn.calls() == b.fn.calls();
}
bool are_same(const window_operator& a, const window_operator& b) {
    return is_same(a.key, b.key) && a.fn.windows() == b.fn.windows();
}
bool are_same(const limit_operator& a, const limit_operator& b) {
    return is_same(a.key, b.key) && a.fn.limit() == b.fn.limit();
}
bool are_same(const dbsp::op::restrict<key>& a, const dbsp::op::restrict<key>& b) {
    return is_same(a.key, b.key) && is_same(a.change_key, b.change_key);
}
/// What is stored is computed without memory.
bool are_same(const dbsp::op::delay& /*a*/, const dbsp::op::delay& /*b*/) { return false; }
bool are_same(const dbsp::op::integrate& /*a*/, const dbsp::op::integrate& /*b*/) { return false; }
bool are_same(const dbsp::op::differentiate& /*a*/, const dbsp::op::differentiate& /*b*/) { return false; }
/// What stands in a recursion is numbered in each circuit by itself.
bool are_same(const variable_operator& /*a*/, const variable_operator& /*b*/) { return false; }
bool are_same(const import_operator& /*a*/, const import_operator& /*b*/) { return false; }
template <dbsp::op::iteration Of>
bool are_same(const dbsp::op::fixpoint<circuit, Of>& /*a*/, const dbsp::op::fixpoint<circuit, Of>& /*b*/) {
    return false;
}

} // namespace

bool are_same_operators(const piece& a, const piece& b) {
    if (*a.entry().type != *b.entry().type) { return false; }
    return a.whole().visit([&](const auto& node) {
        using op = std::remove_cvref_t<decltype(node.op)>;
        const op* const other = b.as<op>();
        return other != nullptr && are_same(node.op, *other);
    });
}

bool same_circuit::operator()(const circuit& a, const circuit& b) {
    const std::pair both(a.identity(), b.identity());
    if (both.first == both.second || same_.contains(both)) { return true; }
    if (!compare(a, b)) { return false; }
    same_.insert(both);
    return true;
}

bool same_circuit::compare(const circuit& a, const circuit& b) {
    const piece one(a);
    const piece other(b);
    if (!are_same_operators(one, other) || one.inputs().size() != other.inputs().size()) { return false; }
    for (std::size_t i = 0; i < one.inputs().size(); ++i) {
        if (!(*this)(one.input(i), other.input(i))) { return false; }
    }
    return true;
}

} // namespace pgt::lower
