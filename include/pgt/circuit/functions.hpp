/// The functions inside SQL circuits: expressions over the columns of a row, which can be evaluated, composed and printed.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/circuit/expansion.hpp>
#include <pgt/circuit/row_limit.hpp>
#include <pgt/circuit/window_call.hpp>
#include <pgt/expr/list.hpp>

#include <dbsp/circuit/circuit.hpp>
#include <dbsp/pass/rewrite/functions.hpp>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pgt {

class key;

namespace detail {
row evaluate(std::span<const expression> list, const row& columns);
/// An expression over the columns of two rows, as one over those of one side; none where it reads the other.
std::optional<expression> one_side(const expression& e, std::size_t left_width, std::size_t side);
row concatenated(const row& a, const row& b);
std::string label(std::span<const expression> list);
} // namespace detail

/// `row -> row`: a list of expressions.  The identity has no list: it keeps a row of any width.
class mapping {
  public:
    mapping(dbsp::identity_fn) {}
    explicit mapping(std::vector<expression> columns) : columns_(std::move(columns)), identity_(false) {}
    mapping(const key& columns);

    row operator()(const row& columns) const {
        return identity_ ? columns : detail::evaluate(columns_, columns);
    }
    [[nodiscard]] bool is_identity() const { return identity_; }
    /// The expressions; empty for the identity.
    [[nodiscard]] const std::vector<expression>& columns() const { return columns_; }
    [[nodiscard]] mapping after(const mapping& first) const;
    [[nodiscard]] std::string label() const { return identity_ ? "row" : detail::label(columns_); }

  private:
    std::vector<expression> columns_;
    bool identity_ = true;
};

/// `(row, row) -> row`: expressions over the columns of the first row followed by those of the second, which start at
/// `left_width`.
class pairing {
  public:
    /// The columns of the first row alone.
    pairing(dbsp::first_of_pair) : first_(true) {}
    pairing(std::size_t left_width, std::vector<expression> columns)
        : left_width_(left_width), columns_(std::move(columns)) {}

    row operator()(const row& a, const row& b) const {
        return first_ ? a : detail::evaluate(columns_, detail::concatenated(a, b));
    }
    [[nodiscard]] bool is_first() const { return first_; }
    [[nodiscard]] std::size_t left_width() const { return left_width_; }
    [[nodiscard]] const std::vector<expression>& columns() const { return columns_; }
    [[nodiscard]] std::string label() const { return first_ ? "left" : detail::label(columns_); }

  private:
    bool first_ = false;
    std::size_t left_width_ = 0;
    std::vector<expression> columns_;
};

/// `row -> bool`: where the condition is true, neither false nor NULL.
class predicate {
  public:
    explicit predicate(expression condition) : condition_(std::move(condition)) {}

    bool operator()(const row& columns) const;
    [[nodiscard]] const expression& condition() const { return condition_; }
    [[nodiscard]] predicate after(const mapping& first) const {
        return first.is_identity() ? *this : predicate(condition_.substitute(first.columns()));
    }
    [[nodiscard]] predicate also(const predicate& second) const;
    [[nodiscard]] std::optional<predicate> of_side(const pairing& pair, std::size_t side) const;
    [[nodiscard]] std::string label() const;

  private:
    expression condition_;
};

/// `(row, row) -> bool`, or no condition at all.
class pair_condition {
  public:
    pair_condition() = default;
    pair_condition(dbsp::no_condition) {}
    pair_condition(std::size_t left_width, expression condition)
        : left_width_(left_width), condition_(std::move(condition)) {}
    pair_condition(const dbsp::flipped_condition<pair_condition>& flipped);

    explicit operator bool() const { return condition_.has_value(); }
    bool operator()(const row& a, const row& b) const;
    [[nodiscard]] const std::optional<expression>& condition() const { return condition_; }
    [[nodiscard]] std::size_t left_width() const { return left_width_; }
    /// Whether it is a condition on `(b, a)`: the columns of the second row come first.
    [[nodiscard]] bool is_flipped() const { return flipped_; }
    [[nodiscard]] std::string label() const;

  private:
    std::size_t left_width_ = 0;
    bool flipped_ = false;
    std::optional<expression> condition_;
};

class group_function;

/// `row -> key`.  As the key of a join it matches as SQL's `=` does: a key with a NULL matches nothing.  As a group key
/// (`nulls_match`) NULLs are equal.
class key {
  public:
    key(dbsp::identity_fn) : all_(true), nulls_match_(true) {}
    explicit key(std::vector<expression> columns, bool nulls_match = false)
        : columns_(std::move(columns)), nulls_match_(nulls_match) {}
    key(const mapping& columns)
        : columns_(columns.columns()), all_(columns.is_identity()), nulls_match_(true) {}
    key(const dbsp::group_key<key>& grouping) : key(grouping.key) { nulls_match_ = true; }
    key(const dbsp::detail::doubly_checked_key<key, key>& both) : key(both.left) {
        nulls_match_ = both.left.nulls_match_ && both.right.nulls_match_;
    }

    row operator()(const row& columns) const { return all_ ? columns : detail::evaluate(columns_, columns); }
    /// Whether a key with this value may match at all.
    [[nodiscard]] bool matches(const row& key) const;

    /// Whether the key is the row itself.
    [[nodiscard]] bool is_identity() const { return all_; }
    [[nodiscard]] const std::vector<expression>& columns() const { return columns_; }
    [[nodiscard]] bool nulls_match() const { return nulls_match_; }

    [[nodiscard]] key after(const mapping& first) const;
    [[nodiscard]] std::optional<key> of_side(const pairing& pair, std::size_t side) const;
    [[nodiscard]] std::optional<key> of_group(const key& group, const group_function& fn) const;
    [[nodiscard]] std::string label() const { return all_ ? "row" : detail::label(columns_); }

  private:
    std::vector<expression> columns_;
    bool all_ = false;
    bool nulls_match_ = false;
};

/// What is computed from a group: one row, the columns of the key and then the result of each aggregate; or each row of the group,
/// followed by the results of window functions; or some of its rows, those that a limit keeps.
class group_function {
  public:
    template <class, class> using output = row;
    using group = dbsp::zset<row, dbsp::default_weight>;

    explicit group_function(std::vector<aggregate_call> calls) : what_(std::move(calls)) {}
    [[nodiscard]] static group_function of_windows(std::vector<window_call> windows) {
        group_function result{std::vector<aggregate_call>()};
        result.what_ = std::move(windows);
        return result;
    }
    [[nodiscard]] const std::vector<aggregate_call>& calls() const {
        return std::get<std::vector<aggregate_call>>(what_);
    }
    [[nodiscard]] const std::vector<window_call>& windows() const {
        return std::get<std::vector<window_call>>(what_);
    }
    explicit group_function(row_limit limit) : what_(std::move(limit)) {}
    [[nodiscard]] const row_limit& limit() const { return std::get<row_limit>(what_); }
    [[nodiscard]] bool is_limit() const { return std::holds_alternative<row_limit>(what_); }

    /// The rows of one group, which is a bag.
    template <class Out> void apply(const row& key, const group& rows, Out&& out) const {
        for (auto& result : results(key, rows)) { out(std::move(result), dbsp::default_weight{1}); }
    }
    /// Keeps the group: an oracle need not be fast.
    template <class, class> class state {
      public:
        void add(const group_function&, const row& columns, const dbsp::default_weight& w) {
            rows_.add(columns, w);
        }
        [[nodiscard]] bool empty() const { return rows_.empty(); }
        template <class Out> void emit(const group_function& fn, const row& key, Out&& out) const {
            if (!empty()) { fn.apply(key, rows_, out); }
        }

      private:
        group rows_;
    };
    [[nodiscard]] std::string label() const;

  private:
    [[nodiscard]] std::vector<row> results(const row& key, const group& rows) const;
    std::variant<std::vector<aggregate_call>, std::vector<window_call>, row_limit> what_;
};

/// One type for each role of a function: what makes `dbsp::circuit` a circuit of SQL.
class functions {
    static predicate of(dbsp::role::predicate);
    static mapping of(dbsp::role::mapping);
    static key of(dbsp::role::key);
    static expansion of(dbsp::role::expansion);
    static pairing of(dbsp::role::pairing);
    static pair_condition of(dbsp::role::condition);
    static group_function of(dbsp::role::grouping);

  public:
    using row = pgt::row;
    using weight = dbsp::default_weight;

    template <class Role> using function = decltype(of(Role{}));
};

/// A circuit over SQL rows.
using circuit = dbsp::circuit<functions>;

} // namespace pgt
