#include "machine.hpp"

#include <ranges>

namespace pydbsp {

namespace {
dbsp::pipeline pipeline_of(const outputs& given) {
    std::vector<dbsp::materialized_view<circuit>> views;
    for (const auto& one : given) { views.push_back({one.name, one.of}); }
    return dbsp::pipeline(std::from_range, views);
}
} // namespace

row machine::key_of::operator()(const row& one) const {
    row key;
    for (auto const column : columns) { key.push_back(one.at(column)); }
    return key;
}

machine::machine(const outputs& views, bool tracked)
    : outputs_(views), views_(pipeline_of(views)), tracked_(tracked) {}

void machine::require_idle() const {
    if (busy_) { throw dbsp::broken_state_error("engine: a step is running; wait until it is done"); }
}

void machine::add_table(const std::string& name, const std::optional<std::vector<std::size_t>>& key) {
    auto& made = views_.input<row>(name);
    inputs_[name] = &made;
    tables_.try_emplace(name);
    if (key) { keyed_.try_emplace(name, made, key_of{*key}); }
}

machine::keyed& machine::keyed_table(const std::string& name) {
    require_idle();
    auto const found = keyed_.find(name);
    if (found == keyed_.end()) { throw dbsp::circuit_error("table '" + name + "' has no key"); }
    return found->second;
}

void machine::push(const std::string& table, changes rows) {
    require_idle();
    if (keyed_.contains(table)) {
        throw dbsp::circuit_error("table '" + table + "' has a key: insert, upsert or delete by key");
    }
    auto& to = *inputs_.at(table);
    to.reserve_pushes(rows.size());
    for (auto& [one, w] : rows) { to.push(std::move(one), w); }
}
void machine::insert(const std::string& table, std::vector<row> rows) {
    require_idle();
    if (keyed_.contains(table)) {
        keyed_.at(table).load(rows | std::views::as_rvalue);
    } else {
        inputs_.at(table)->load(rows | std::views::as_rvalue);
    }
}
void machine::upsert(const std::string& table, std::vector<row> rows) {
    auto& to = keyed_table(table);
    for (auto& one : rows) { to.upsert(std::move(one)); }
}
void machine::erase_keys(const std::string& table, const std::vector<row>& keys) {
    auto& from = keyed_table(table);
    for (const auto& key : keys) {
        if (!from.contains(key)) {
            throw dbsp::key_error("table '" + table + "': there is no row with key " + dbsp::to_text(key));
        }
    }
    for (const auto& key : keys) { from.try_erase(key); }
}
changes machine::withdraw(const std::string& table) {
    require_idle();
    if (!keyed_.contains(table)) { return inputs_.at(table)->withdraw(); }
    keyed_.at(table).withdraw();
    return {};
}

void machine::step() {
    views_.step();
    if (tracked_) { note_tables(); }
}
void machine::note_tables() {
    for (const auto& [name, in] : inputs_) {
        auto& table = tables_[name];
        for (const auto& [one, w] : in->batch()) { table.add(one, w); }
    }
}

std::vector<std::pair<std::string, zset>> machine::differences() const {
    require_idle();
    if (!tracked_) {
        throw dbsp::circuit_error("engine: the tables are not kept; make it with checked=True");
    }
    std::vector<std::pair<std::string, zset>> found;
    for (const auto& view : outputs_) {
        tables read;
        for (const auto& table : view.reads) { read[table] = tables_.at(table); }
        auto difference = state(view.name) - evaluate(view.of, read);
        if (!difference.empty()) { found.emplace_back(view.name, std::move(difference)); }
    }
    return found;
}

} // namespace pydbsp
