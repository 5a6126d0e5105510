/// `machine`: the views of an engine, its inputs, and the tables as they stand.
#pragma once

#include "evaluate.hpp"

#include <dbsp/engine/pipeline.hpp>
#include <dbsp/wiring/keyed_input.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pydbsp {

/// A view that is asked for: its name, its circuit, and the tables that this reads.
struct output {
    std::string name;
    circuit of;
    std::vector<std::string> reads;
};
using outputs = std::vector<output>;

/// What runs.  One thread at a time: a call while a step runs, from a function of the circuit or from another thread, is refused.
class machine {
  public:
    /// `tracked`: the tables are kept, so that `differences` can compute the views anew.
    machine(const outputs& views, bool tracked);

    /// A table that the views read; `key` are the columns of its key, none for a table without one.
    void add_table(const std::string& name, const std::optional<std::vector<std::size_t>>& key);
    void push(const std::string& table, changes rows);
    void insert(const std::string& table, std::vector<row> rows);
    void upsert(const std::string& table, std::vector<row> rows);
    void erase_keys(const std::string& table, const std::vector<row>& keys);
    /// Takes back what is staged, and gives it back for a table without a key.
    changes withdraw(const std::string& table);

    /// While it lives, a step runs; it is made and ends with the lock of the interpreter held.
    class use {
      public:
        explicit use(machine& of) : of_(&of) {
            of.require_idle();
            of.busy_ = true;
        }
        use(const use&) = delete;
        use& operator=(const use&) = delete;
        ~use() { of_->busy_ = false; }
        void step() const { of_->step(); }

      private:
        machine* of_;
    };
    [[nodiscard]] const zset& change(const std::string& view) const { return views_.change<row>(view); }
    [[nodiscard]] const zset& state(const std::string& view) const { return views_.state<row>(view); }
    [[nodiscard]] const std::optional<dbsp::step_failure>& failure() const { return views_.failure(); }
    [[nodiscard]] bool is_tracked() const { return tracked_; }
    /// For each view whose state is not what the reference evaluator computes: the state minus that.
    [[nodiscard]] std::vector<std::pair<std::string, zset>> differences() const;
    void require_idle() const;

  private:
    struct key_of {
        std::vector<std::size_t> columns;
        row operator()(const row& one) const;
    };
    using keyed = dbsp::keyed_input<row, key_of>;

    [[nodiscard]] keyed& keyed_table(const std::string& name);
    void step();
    void note_tables();

    outputs outputs_;
    dbsp::pipeline views_;
    std::map<std::string, dbsp::input<row>*> inputs_;
    std::map<std::string, keyed> keyed_;
    bool tracked_;
    bool busy_ = false;
    tables tables_;
};

} // namespace pydbsp
