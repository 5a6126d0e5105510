/// The pass: rules, applied from the leaves up until none applies.
#pragma once

#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/pass/memo.hpp>
#include <dbsp/pass/rewrite/multiplicity.hpp>
#include <dbsp/pass/rewrite/rule.hpp>

#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace dbsp::rewrite::detail {

/// How often each part of a run-time circuit is used, by identity; bodies of fixpoints have their own counts.
class use_counts {
  public:
    template <dynamic_circuit C> void count(const C& c) {
        if (++uses_[c.identity()] > 1) { return; }
        c.visit([&]<class Op, class... In>(const node<Op, In...>& n) {
            n.in.apply([&](const In&... in) { (count(in), ...); });
        });
    }
    template <static_circuit C> void count(const C&) {}

    [[nodiscard]] bool several(const void* identity) const {
        auto const known = uses_.find(identity);
        return known != uses_.end() && known->second > 1;
    }
    [[nodiscard]] std::size_t parts() const { return uses_.size(); }

  private:
    std::unordered_map<const void*, std::size_t> uses_;
};

/// What rules may query about the surrounding circuit.
template <class Sources, bool Dynamic, bool Nested> class rule_context {
  public:
    explicit rule_context(const Sources& sources) : known_(sources) {}

    /// Used only here, so that it may be taken apart.
    template <static_circuit C> auto exclusive(const C&) const { return std::bool_constant<!is_shared<C>>{}; }
    template <dynamic_circuit C> bool exclusive(const C& c) const {
        return !used_elsewhere_.contains(c.identity());
    }

    /// Static circuits outside fixpoints have one clock; inside, the type does not tell which is meant.
    template <class A, class B> auto same_clock(const A& a, const B& b) const {
        if constexpr (Dynamic) {
            return a.clock == b.clock;
        } else {
            return std::bool_constant<!Nested>{};
        }
    }

    template <any_circuit C> auto is_bag(const C& c) const { return at_least<multiplicity::bag>(c); }
    template <any_circuit C> auto is_set(const C& c) const { return at_least<multiplicity::set>(c); }
    template <class Op, class... In> auto all_bags(const node<Op, In...>& n) const {
        return n.in.apply([&](const In&... in) { return all_of(is_bag(in)...); });
    }

    void mark_used_elsewhere(const void* identity) { used_elsewhere_.insert(identity); }

  private:
    template <multiplicity M, any_circuit C> auto at_least(const C& c) const {
        if constexpr (dynamic_circuit<C>) {
            return known_(c) >= M;
        } else {
            return std::bool_constant<(decltype(known_(c))::value >= M)>{};
        }
    }

    mutable multiplicities<Sources> known_;
    std::unordered_set<const void*> used_elsewhere_;
};

/// Normal forms of circuits under some rules.  A normal form is its own normal form, which keeps shared parts shared: they are done once,
/// and not again when a rule above puts them elsewhere.
template <class Rules, class Sources, bool Dynamic, bool Nested> class rewriter;

template <class... Rule, class Sources, bool Dynamic, bool Nested>
class rewriter<rule_set<Rule...>, Sources, Dynamic, Nested> {
    using context = rule_context<Sources, Dynamic, Nested>;
    using inner_rewriter = rewriter<rule_set<Rule...>, Sources, Dynamic, true>;

  public:
    explicit rewriter(const Sources& sources) : sources_(sources), context_(sources) {}

    template <any_circuit C> auto run(const C& c) {
        uses_.count(c);
        steps_left_ = steps_per_part * (uses_.parts() + 1);
        return (*this)(c);
    }

    template <static_circuit C> auto operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return settled(share((*this)(*c))); });
    }
    template <class Op, class... In>
        requires(!Dynamic)
    auto operator()(const node<Op, In...>& n) {
        auto const made = rebuilt(n);
        auto const better = first_change<Rule...>(made);
        if constexpr (is_unchanged<decltype(better)>) {
            return made;
        } else {
            static_assert(any_circuit<decltype(better)>, "a rule for static circuits decides by type");
            return (*this)(better);
        }
    }

    template <dynamic_circuit C> C operator()(const C& c) {
        return memo_.once(c, [&] {
            C made = c.visit([&](const auto& n) { return rewritten(c, n); });
            if (uses_.several(c.identity())) { context_.mark_used_elsewhere(made.identity()); }
            return settled(std::move(made));
        });
    }

  private:
    /// Every rule makes something smaller or lower; this is for a pair of rules that undo each other.
    static constexpr std::size_t steps_per_part = 200;

    template <class C> auto settled(C c) {
        return memo_.once(c, [&] { return c; });
    }

    template <class Op, class... In> auto rebuilt(const node<Op, In...>& n) {
        return n.in.apply(
            [&](const In&... in) { return node<Op, decltype((*this)(in))...>{n.op, {{{(*this)(in)}...}}}; });
    }
    template <any_circuit Body, op::iteration Form, class... In>
    auto rebuilt(const node<op::fixpoint<Body, Form>, In...>& n) {
        auto body = inner_rewriter(sources_).run(n.op.body);
        using loop = op::fixpoint<decltype(body), Form>;
        return n.in.apply([&](const In&... in) {
            return node<loop, decltype((*this)(in))...>{
                loop{std::move(body), n.op.scope, n.op.budget, n.op.title, n.op.recomputes},
                {{{(*this)(in)}...}}};
        });
    }

    template <class C, class Node> C rewritten(const C& c, const Node& n) {
        auto made = rebuilt(n);
        if (auto const better = steps_left_ > 0 ? first_change_of<C>(made) : std::nullopt) {
            --steps_left_;
            return (*this)(*better);
        }
        return same_parts(n, made) ? c : C(std::move(made));
    }
    template <class Node> static bool same_parts(const Node& a, const Node& b) {
        if constexpr (requires { a.op.body.identity(); }) {
            if (a.op.body.identity() != b.op.body.identity()) { return false; }
        }
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return ((get<I>(a.in).identity() == get<I>(b.in).identity()) && ...);
        }(std::make_index_sequence<Node::arity>{});
    }

    /// Static: the first rule whose result is a circuit by its type.
    template <class First, class... More, class Node> auto first_change(const Node& n) const {
        if constexpr (requires { First{}(n, context_); }) {
            if constexpr (!is_unchanged<decltype(First{}(n, context_))>) {
                return First{}(n, context_);
            } else {
                return first_change<More...>(n);
            }
        } else {
            return first_change<More...>(n);
        }
    }
    template <class... None, class Node>
        requires(sizeof...(None) == 0)
    auto first_change(const Node&) const {
        return unchanged{};
    }

    /// Run-time: the first rule that gives a circuit.
    template <class C, class Node> std::optional<C> first_change_of(const Node& n) const {
        std::optional<C> result;
        auto const attempt = [&]<class R>(const R& rule) {
            if constexpr (requires { rule(n, context_); }) { result = outcome<C>(rule(n, context_)); }
            return result.has_value();
        };
        (attempt(Rule{}) || ...);
        return result;
    }

    Sources sources_;
    context context_;
    use_counts uses_;
    std::size_t steps_left_ = 0;
    dbsp::detail::memo memo_;
};

} // namespace dbsp::rewrite::detail
