/// The running forms of views, and the list in which a pipeline finds them by name.
#pragma once

#include <dbsp/detail/type_name.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/engine/view.hpp>
#include <dbsp/error.hpp>
#include <dbsp/wiring/check.hpp>
#include <dbsp/zset/staging.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// What all views have in common.
struct running_view : participant {
    /// One step: computes the change, and applies it to what is kept.
    virtual void run() = 0;
    [[nodiscard]] virtual std::string row_name() const = 0;
};

/// What is to be read of a view.
template <class Row, class W> struct kept_change {
    zset<Row, W> change;
};
template <class Row, class W> struct kept_state {
    zset<Row, W> state;
};
template <class K, class Row, class W> struct kept_index {
    ordered_index<K, Row, W> index;
};

/// A view, for `step_failure`.
struct view_place {
    static constexpr const char* name = "view";
    std::string title;
    [[nodiscard]] const std::string& label() const { return title; }
};

template <any_circuit C>
struct running_changes : running_view, kept_change<typename C::value_type, typename C::weight_type> {
    using row_type = typename C::value_type;
    using weight_type = typename C::weight_type;

    template <class Context>
    running_changes(const std::string& name, const C& circuit, Context& context, scope<0>& where)
        : step(where.step), place{name}, root(circuit, context, where) {
        context.keep(this->change);
    }
    void run() override {
        step->states.enlist(*this);
        root.run([this](auto&& row, const weight_type& w) {
            attribute(step->failure, place, "row", row,
                      [&] { next.add(std::forward<decltype(row)>(row), w); });
        });
    }
    void commit() noexcept override {
        std::swap(this->change, next);
        next.clear();
    }
    void rollback() noexcept override { next.clear(); }
    [[nodiscard]] std::string row_name() const override { return std::string(type_name<row_type>()); }

    step_environment* step;
    view_place place;
    executor<C, 0> root;
    zset<row_type, weight_type> next; ///< the change of the step that runs
};

template <any_circuit C>
struct running_state final : running_changes<C>, kept_state<typename C::value_type, typename C::weight_type> {
    template <class Context>
    running_state(const std::string& name, const C& circuit, Context& context, scope<0>& where)
        : running_changes<C>(name, circuit, context, where) {
        context.keep(this->state);
    }
    void run() override {
        running_changes<C>::run();
        for (const auto& [row, w] : this->next) {
            attribute(this->step->failure, this->place, "row", row, [&] {
                make_room(made_);
                made_.push_back(staging::add(this->state, row, w));
            });
        }
    }
    void commit() noexcept override {
        for (const auto& one : made_) {
            if (one.zero) { staging::purge(this->state, one.at); }
        }
        recycle(made_);
        running_changes<C>::commit();
    }
    void rollback() noexcept override {
        for (const auto& one : made_ | std::views::reverse) { staging::take_back(this->state, one); }
        recycle(made_);
        running_changes<C>::rollback();
    }

  private:
    std::vector<staging::change<typename C::weight_type>> made_; ///< changes of the state in this step
};

/// The key of a view, where there is one that can be called.
template <class Key, class Row>
using view_key = std::remove_cvref_t<std::invoke_result_t<const Key&, const Row&>>;

template <any_circuit C, class Key>
struct running_index final
    : running_changes<C>,
      kept_index<view_key<Key, typename C::value_type>, typename C::value_type, typename C::weight_type> {
    template <class Context>
    running_index(const std::string& name, const C& circuit, Context& context, scope<0>& where, Key by)
        : running_changes<C>(name, circuit, context, where), key(std::move(by)) {
        if (lacks_target(key)) {
            throw circuit_error("indexed_view '" + name + "': the key is empty; there is nothing to call");
        }
        context.keep(this->index);
    }
    void run() override {
        running_changes<C>::run();
        for (const auto& [row, w] : this->next) {
            attribute(this->step->failure, this->place, "row", row, [&] { stage(key(row), row, w); });
        }
    }
    void commit() noexcept override {
        for (const auto& one : made_) {
            if (one.in_group.zero) { staging::purge(one.at->second, one.in_group.at); }
        }
        erase_empty_groups();
        recycle(made_);
        running_changes<C>::commit();
    }
    void rollback() noexcept override {
        for (const auto& one : made_ | std::views::reverse) {
            staging::take_back(one.at->second, one.in_group);
            if (one.new_group) { groups().erase(one.at); }
        }
        recycle(made_);
        running_changes<C>::rollback();
    }

    Key key;

  private:
    using row_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using key_type = view_key<Key, row_type>;
    using group_map = std::remove_reference_t<decltype(staging::groups(
        std::declval<ordered_index<key_type, row_type, weight_type>&>()))>;
    struct change {
        typename group_map::iterator at;
        bool new_group;
        staging::change<weight_type> in_group;
    };

    group_map& groups() { return staging::groups(this->index); }
    void stage(const key_type& name, const row_type& row, const weight_type& w) {
        make_room(made_);
        auto const [at, fresh] = groups().try_emplace(name);
        try {
            made_.push_back({at, fresh, staging::add(at->second, row, w)});
        } catch (...) {
            if (fresh) { groups().erase(at); }
            throw;
        }
    }
    /// Each is erased once: those of one group stand side by side.
    void erase_empty_groups() noexcept {
        std::erase_if(made_, [](const change& one) { return !one.in_group.zero; });
        std::ranges::sort(made_, std::less<>(), [](const change& one) { return &*one.at; });
        for (auto one = made_.begin(); one != made_.end(); ++one) {
            auto const is_last = std::next(one) == made_.end() || std::next(one)->at != one->at;
            if (is_last && one->at->second.empty()) { groups().erase(one->at); }
        }
    }

    std::vector<change> made_; ///< changes of the index in this step
};

/// All views of a pipeline, in the order of their making.
class view_list {
  public:
    void add(const std::string& name, std::unique_ptr<running_view> made) {
        if (!by_name_.emplace(name, made.get()).second) {
            throw circuit_error("two views are called '" + name + "'");
        }
        views_.push_back(std::move(made));
    }
    void run() {
        for (auto const& one : views_) { one->run(); }
    }

    template <class Row, class W> [[nodiscard]] const zset<Row, W>& change(const std::string& name) const {
        return typed<Row, W>(name, find(name)).change;
    }
    template <class Row, class W> [[nodiscard]] const zset<Row, W>& state(const std::string& name) const {
        const auto& found = find(name);
        typed<Row, W>(name, found);
        if (auto const* kept = dynamic_cast<const kept_state<Row, W>*>(&found)) { return kept->state; }
        throw circuit_error("view '" + name + "' keeps no state; make it a materialized_view");
    }
    template <class K, class Row, class W>
    [[nodiscard]] const ordered_index<K, Row, W>& index(const std::string& name) const {
        const auto& found = find(name);
        typed<Row, W>(name, found);
        if (auto const* kept = dynamic_cast<const kept_index<K, Row, W>*>(&found)) { return kept->index; }
        throw circuit_error("view '" + name + "' keeps no index with keys of type '" +
                            std::string(type_name<K>()) + "'; make it an indexed_view with such a key");
    }

  private:
    [[nodiscard]] const running_view& find(const std::string& name) const {
        if (auto const at = by_name_.find(name); at != by_name_.end()) { return *at->second; }
        throw circuit_error("no view called '" + name + "'; the pipeline has " + names());
    }
    template <class Row, class W>
    static const kept_change<Row, W>& typed(const std::string& name, const running_view& found) {
        if (auto const* kept = dynamic_cast<const kept_change<Row, W>*>(&found)) { return *kept; }
        throw circuit_error("view '" + name + "' has rows of type '" + found.row_name() + "', not '" +
                            std::string(type_name<Row>()) + "'");
    }
    [[nodiscard]] std::string names() const {
        std::string text;
        for (const auto& [name, one] : by_name_) { text += (text.empty() ? "'" : ", '") + name + "'"; }
        return text.empty() ? "none" : text;
    }

    std::vector<std::unique_ptr<running_view>> views_;
    std::map<std::string, running_view*> by_name_;
};

} // namespace dbsp::detail
