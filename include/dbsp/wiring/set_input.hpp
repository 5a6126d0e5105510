/// `set_input`: an input that knows its rows, and refuses to get one twice or to lose one that is not there.
#pragma once

#include <dbsp/detail/step_log.hpp>
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
    explicit set_input(input<Row, W>& in) : in_(&in), log_(in.steps()) {}
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
        auto& changes = log_.at(in_->steps());
        rows_.reserve(rows_.size() + changes.size());
        in_->withdraw();
        for (; !changes.empty(); changes.pop_back()) {
            auto& [row, inserted] = changes.back();
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

    /// For snapshots: the rows, and what `withdraw` needs.
    void save(byte_writer& out) const {
        out.text(form());
        out.count(rows_.size());
        for (const auto& row : rows_) { detail::write_value(out, row); }
        auto const changes = log_.known_at(in_->steps());
        out.number(in_->steps());
        out.count(changes.size());
        for (const auto& one : changes) { detail::write_value(out, one); }
    }
    /// Gives a function that puts in what has been read, and does not throw.
    [[nodiscard]] auto load(byte_reader& in) {
        detail::require_form(form(), in.text());
        decltype(rows_) rows;
        for (auto left = in.count(); left > 0; --left) {
            if (!rows.insert(detail::read_value<Row>(in)).second) {
                byte_reader::throw_damaged("a set_input has a row twice");
            }
        }
        auto const steps = in.number<std::uint64_t>();
        std::vector<std::pair<Row, bool>> changes;
        for (auto left = in.count(); left > 0; --left) {
            changes.push_back(detail::read_value<std::pair<Row, bool>>(in));
        }
        return [this, rows = std::move(rows),
                log = detail::step_log<std::pair<Row, bool>>(steps, std::move(changes))]() mutable {
            rows_ = std::move(rows);
            log_ = std::move(log);
        };
    }

  private:
    static std::string form() { return "set_input of " + detail::serial_name<Row>(); }

    bool change(const Row& row, bool inserts) {
        if (contains(row) == inserts) { return false; }
        auto& changes = log_.with_room_at(in_->steps());
        in_->reserve_pushes(1);
        Row pushed = row;
        std::pair<Row, bool> made(row, inserts);
        if (inserts) {
            rows_.insert(row);
        } else {
            rows_.erase(row);
        }
        changes.push_back(std::move(made));
        in_->push(std::move(pushed), inserts ? W{1} : -W{1});
        return true;
    }

    input<Row, W>* in_;
    boost::unordered_flat_set<Row, value_hash, value_equal> rows_;
    detail::step_log<std::pair<Row, bool>> log_; ///< rows, and whether they were inserted
};

template <class Row, class W> set_input(input<Row, W>&) -> set_input<Row, W>;

} // namespace dbsp
