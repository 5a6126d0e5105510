/// The functions inside operators: what role each plays, and how a run-time circuit stores them.
#pragma once

#include <dbsp/row/expression.hpp>
#include <dbsp/row/truth.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace dbsp {

/// What a function does for its operator.  A run-time circuit stores one type per role.
namespace role {
struct predicate {}; ///< row -> bool
struct mapping {};   ///< row -> row
struct expansion {}; ///< row -> range of rows
struct key {};       ///< row -> key
struct pairing {};   ///< (row, row) -> row
struct condition {}; ///< (row, row) -> bool
struct grouping {};  ///< (key, group) -> rows, with a state for incremental upkeep
} // namespace role

namespace detail {
/// Whether there is nothing to call in `fn`: an empty `std::function`, a null pointer.  A function made of others says so by a
/// member `lacks_target()`.
template <class Fn> [[nodiscard]] constexpr bool lacks_target(const Fn& fn) {
    if constexpr (requires {
                      { fn.lacks_target() } -> std::same_as<bool>;
                  }) {
        return fn.lacks_target();
    } else if constexpr (expression<Fn>) {
        return false;
    } else if constexpr (std::is_class_v<Fn> && requires { +fn; }) {
        return false; // a lambda: it would be compared as the pointer that it converts to
    } else if constexpr (requires {
                             { fn == nullptr } -> std::same_as<bool>;
                         }) {
        return fn == nullptr;
    } else {
        return false;
    }
}

/// Whether `Given` may be taken for a `Result`.  A condition gives a `bool` as it is: that a number converts to one is more
/// often a mistake than meant.
template <class Given, class Result>
concept gives = std::is_convertible_v<Given, Result> &&
                (!std::same_as<Result, bool> || std::same_as<std::remove_cvref_t<Given>, bool>);
} // namespace detail

/// What a function is called in explanations: its `label()`, what `print(f)` gives, or "f".
template <class Fn> [[nodiscard]] std::string label_of(const Fn& fn) {
    if constexpr (requires {
                      { fn.label() } -> std::convertible_to<std::string>;
                  }) {
        return fn.label();
    } else if constexpr (requires {
                             { print(fn) } -> std::convertible_to<std::string>;
                         }) {
        return print(fn);
    } else {
        return "f";
    }
}

/// `x -> x`.
struct identity_fn {
    // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): rows outlive the call
    template <class T> constexpr const T& operator()(const T& x) const { return x; }
    [[nodiscard]] static std::string label() { return "row"; }
};

/// A function of one signature with a name to print; the run-time circuit's default for every role.
template <class Signature> class labelled_function;

template <class Result, class... Args> class labelled_function<Result(Args...)> {
  public:
    labelled_function() = default;
    template <class Fn>
        requires(!std::same_as<std::remove_cvref_t<Fn>, labelled_function> &&
                 std::invocable<const std::remove_cvref_t<Fn>&, Args...> &&
                 detail::gives<std::invoke_result_t<const std::remove_cvref_t<Fn>&, Args...>, Result>)
    labelled_function(Fn&& fn)
        : label_(label_of(fn)),
          identity_(std::same_as<std::remove_cvref_t<Fn>, identity_fn>),
          call_(std::forward<Fn>(fn)) {}
    template <class Fn>
        requires(std::invocable<const std::remove_cvref_t<Fn>&, Args...> &&
                 detail::gives<std::invoke_result_t<const std::remove_cvref_t<Fn>&, Args...>, Result>)
    labelled_function(std::string name, Fn&& fn) : label_(std::move(name)), call_(std::forward<Fn>(fn)) {}

    Result operator()(Args... args) const { return call_(std::forward<Args>(args)...); }
    [[nodiscard]] const std::string& label() const { return label_; }
    explicit operator bool() const { return static_cast<bool>(call_); }
    [[nodiscard]] bool lacks_target() const { return !call_; }
    /// Whether it was made from `identity_fn`.
    [[nodiscard]] bool is_identity() const { return identity_; }

  private:
    std::string label_;
    bool identity_ = false;
    std::function<Result(Args...)> call_;
};

/// A function with a name to print, for static circuits: `labelled("amount > 10", [](const order& o) { ... })`.
template <class Fn> struct labelled {
    std::string text;
    Fn fn;

    labelled(std::string name, Fn function) : text(std::move(name)), fn(std::move(function)) {}
    template <class... Args>
        requires std::invocable<const Fn&, Args...>
    constexpr decltype(auto) operator()(Args&&... args) const {
        return fn(std::forward<Args>(args)...);
    }
    [[nodiscard]] std::string label() const { return text; }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};

/// `(a, b) -> a`.
struct first_of_pair {
    template <class A, class B> constexpr A operator()(const A& a, const B&) const { return a; }
    [[nodiscard]] static std::string label() { return "left"; }
};

/// The condition that is always true: no residual condition.
struct no_condition {
    template <class A, class B> constexpr bool operator()(const A&, const B&) const { return true; }
    [[nodiscard]] static std::string label() { return ""; }
};

/// Whether a join condition can be left out: known from the type in a static circuit, from the value at run time.
template <class Fn> constexpr bool is_condition(const Fn& fn) {
    if constexpr (std::same_as<Fn, no_condition>) {
        return false;
    } else if constexpr (requires { static_cast<bool>(fn); }) {
        return static_cast<bool>(fn);
    } else {
        return true;
    }
}

/// Whether a key may match at all: `fn.matches(key)` where the key function has such a member, else always.  Keys made of
/// columns have it as SQL has it: a key with a missing value matches nothing, not even itself.
template <class Fn, class Key> [[nodiscard]] constexpr bool may_match(const Fn& fn, const Key& key) {
    if constexpr (requires { fn.matches(key); }) {
        return is_true(fn.matches(key));
    } else if constexpr (expression<Fn>) {
        return detail::is_present(key);
    } else {
        return true;
    }
}

/// A key function without its `matches`: equal keys are the same group, missing values included.
template <class Key> struct group_key {
    Key key;
    template <class T> constexpr decltype(auto) operator()(const T& row) const { return key(row); }
    [[nodiscard]] std::string label() const { return label_of(key); }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(key); }
};

/// The key function of run-time circuits: it keeps what the function says of keys that match nothing, and of keys that close.
template <class Row> class labelled_key : public labelled_function<Row(const Row&)> {
  public:
    labelled_key() = default;
    template <class Fn>
        requires(!std::same_as<std::remove_cvref_t<Fn>, labelled_key> &&
                 std::constructible_from<labelled_function<Row(const Row&)>, const std::remove_cvref_t<Fn>&>)
    labelled_key(Fn&& fn) : labelled_function<Row(const Row&)>(fn) {
        if constexpr (requires(const Row& key) { fn.matches(key); }) {
            matches_ = [kept = fn](const Row& key) { return is_true(kept.matches(key)); };
        }
        if constexpr (requires(const Row& key) { fn.closes(key); }) {
            closes_ = [kept = std::forward<Fn>(fn)](const Row& key) { return kept.closes(key); };
        }
    }
    [[nodiscard]] bool matches(const Row& key) const { return !matches_ || matches_(key); }
    /// When a key closes; nothing where keys do not (see closing.hpp).
    [[nodiscard]] std::optional<std::int64_t> closes(const Row& key) const {
        return closes_ ? closes_(key) : std::nullopt;
    }

  private:
    std::function<bool(const Row&)> matches_;
    std::function<std::optional<std::int64_t>(const Row&)> closes_;
};

} // namespace dbsp
