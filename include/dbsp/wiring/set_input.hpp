/// `set_input`: an input that knows its rows, and refuses to get one twice or to lose one that is not there.
#pragma once

#include <dbsp/detail/undo.hpp>
#include <dbsp/value/print.hpp>
#include <dbsp/wiring/inputs.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <utility>
#include <vector>

namespace dbsp {

/// A set of rows, whose changes are pushed into an input: as `keyed_input` with the whole row as its key, which is kept once.
///
///     set_input edges(running.input<edge>("edges"));
///     edges.insert({1, 2});
///     edges.erase({2, 1}); // key_error: it is not there
template <class Row, class W = default_weight> class set_input {
  public:
    explicit set_input(input<Row, W>& in) : in_(&in), step_(in.steps()) {}
    set_input(const set_input&) = delete;
    set_input(set_input&&) noexcept = default;
    set_input& operator=(const set_input&) = delete;
    set_input& operator=(set_input&&) noexcept = default;
    ~set_input() = default;

    /// A row that is not there.
    void insert(Row row) {
        if (!change(row, true)) { throw key_error("set_input: the row is there already: " + to_text(row)); }
    }
    /// A row that is there.
    void erase(const Row& row) {
        if (!change(row, false)) { throw key_error("set_input: the row is not there: " + to_text(row)); }
    }
    /// The same; they say whether they had an effect.
    bool try_insert(const Row& row) { return change(row, true); }
    bool try_erase(const Row& row) { return change(row, false); }

    /// Takes back everything since the last step that succeeded.
    void withdraw() {
        forget_changes_of_steps();
        rows_.reserve(rows_.size() + changes_.size());
        in_->withdraw();
        for (; !changes_.empty(); changes_.pop_back()) {
            auto& [row, inserted] = changes_.back();
            if (inserted) {
                rows_.erase(row);
            } else {
                rows_.insert(std::move(row));
            }
        }
    }

    [[nodiscard]] bool contains(const Row& row) const { return rows_.contains(row); }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// The rows, in no particular order.
    [[nodiscard]] const auto& rows() const { return rows_; }

  private:
    bool change(const Row& row, bool inserts) {
        if (contains(row) == inserts) { return false; }
        forget_changes_of_steps();
        detail::make_room(changes_);
        in_->reserve_pushes(1);
        Row pushed = row;
        std::pair<Row, bool> made(row, inserts);
        if (inserts) {
            rows_.insert(row);
        } else {
            rows_.erase(row);
        }
        changes_.push_back(std::move(made));
        in_->push(std::move(pushed), inserts ? W{1} : -W{1});
        return true;
    }
    void forget_changes_of_steps() {
        if (step_ == in_->steps()) { return; }
        step_ = in_->steps();
        changes_.clear();
    }

    input<Row, W>* in_;
    boost::unordered_flat_set<Row, value_hash, value_equal> rows_;
    std::uint64_t step_;
    std::vector<std::pair<Row, bool>>
        changes_; ///< since the last step that succeeded, and whether they insert
};

template <class Row, class W> set_input(input<Row, W>&) -> set_input<Row, W>;

} // namespace dbsp
