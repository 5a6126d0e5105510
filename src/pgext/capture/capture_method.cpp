#include "capture/capture_method.hpp"

#include "capture/capturable.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/relation.hpp"
#include "pg/capture/change_buffer.hpp"
#include "pg/capture/source_triggers.hpp"
#include "pg/ddl/family.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace pgt::ext {
namespace {

bool are_all_enabled(pg::trigger_set set, pg::oid source, const std::vector<pg::oid>& tables) {
    return std::ranges::all_of(tables, [=](pg::oid table) { return pg::are_enabled(set, table, source); });
}

void create(pg::trigger_set set, pg::oid source, pg::oid table) {
    pg::lock_relation(table, pg::lock_mode::share_row_exclusive);
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::unrestricted);
    pg::create_triggers(set, table, source);
}

void drop(pg::trigger_set set, pg::oid source, pg::oid table) {
    pg::lock_relation(table, pg::lock_mode::share_row_exclusive);
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::unrestricted);
    pg::drop_triggers(set, table, source);
}

/// Those that should have triggers, and those that have some.
std::vector<pg::oid> now_and_before(const std::vector<pg::oid>& tables, const source& of) {
    std::vector<pg::oid> before = of.tables;
    std::ranges::sort(before);
    std::vector<pg::oid> all;
    std::ranges::set_union(tables, before, std::back_inserter(all));
    return all;
}

/// What is recomputed by schedule.
class no_capture final : public capture_method {
  public:
    [[nodiscard]] std::vector<pg::oid> tables(pg::oid /*source*/) const override { return {}; }
    [[nodiscard]] bool is_intact(const source& /*of*/) const override { return true; }
    [[nodiscard]] bool has_to_ensure(const source& /*of*/) const override { return false; }
    void ensure(const source& /*of*/) const override {}
    void release(const source& /*of*/) const override {}
    void ensure_table(pg::oid /*source*/, pg::oid /*table*/) const override {}
    void release_table(pg::oid /*source*/, pg::oid /*table*/) const override {}
};

/// Triggers on every table whose statements may change what a query of the source reads. They write nothing.
class marks final : public capture_method {
  public:
    [[nodiscard]] std::vector<pg::oid> tables(pg::oid source) const override { return pg::family_of(source); }
    [[nodiscard]] bool is_intact(const source& of) const override {
        const std::vector<pg::oid> all = tables(of.relation);
        return std::ranges::all_of(all, pg::may_have_triggers) && are_all_enabled(set, of.relation, all);
    }
    [[nodiscard]] bool has_to_ensure(const source& of) const override { return !is_intact(of); }
    void ensure(const source& of) const override {
        for (const pg::oid table : tables(of.relation)) {
            if (!pg::are_enabled(set, table, of.relation)) { create(set, of.relation, table); }
        }
    }
    void release(const source& of) const override {
        for (const pg::oid table : now_and_before(tables(of.relation), of)) {
            if (pg::is_any_present(set, table, of.relation)) { drop(set, of.relation, table); }
        }
    }
    void ensure_table(pg::oid source, pg::oid table) const override { create(set, source, table); }
    void release_table(pg::oid source, pg::oid table) const override { drop(set, source, table); }

  private:
    static constexpr pg::trigger_set set = pg::trigger_set::mark;
};

/// The columns of `source` with these numbers; those that are gone are left out.
std::vector<pg::column> chosen(const pg::relation& source, std::span<const pg::column_number> numbers) {
    std::vector<pg::column> columns = source.columns();
    std::erase_if(columns,
                  [&](const pg::column& one) { return !std::ranges::contains(numbers, one.number); });
    return columns;
}

constexpr std::array capturing_sets{pg::trigger_set::capture, pg::trigger_set::row_capture};

/// A buffer that no trigger writes to came with a dump of another database, in which the source's number was
/// another table's.
void drop_foreign_buffer(pg::oid source) {
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    const bool is_written = std::ranges::any_of(
        capturing_sets, [=](pg::trigger_set set) { return pg::is_any_present(set, source, source); });
    if (buffer && !is_written) { pg::drop_buffer(*buffer); }
}

void ensure_buffer(const source& of) {
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::unrestricted);
    drop_foreign_buffer(of.relation);
    const pg::relation open(of.relation, pg::lock_mode::none);
    const std::vector<pg::column> columns = chosen(open, of.columns);
    const std::optional<pg::oid> buffer = pg::find_buffer(of.relation);
    if (!buffer) {
        pg::create_buffer(of.relation, columns, pg::extension_owner());
        return;
    }
    pg::drop_misfits(*buffer, of.relation);
    if (const auto missing = pg::not_in_buffer(columns, *buffer); !missing.empty()) {
        pg::add_buffer_columns(*buffer, missing);
    }
}

/// Triggers on a table, and on all partitions and children of it, that see its rows.
class row_triggers : public capture_method {
  public:
    [[nodiscard]] std::vector<pg::oid> tables(pg::oid source) const final {
        return pg::with_members(std::span(&source, 1));
    }
    [[nodiscard]] bool is_intact(const source& of) const override {
        return are_all_enabled(wanted(of.relation), of.relation, tables(of.relation));
    }
    [[nodiscard]] bool has_to_ensure(const source& of) const override { return !is_intact(of); }
    void ensure(const source& of) const final {
        if (!has_to_ensure(of)) { return; }
        const std::vector<pg::oid> all =
            pg::lock_with_members(of.relation, pg::lock_mode::share_row_exclusive);
        std::ranges::for_each(all, refuse_unless_capturable);
        prepare(of);
        for (const pg::oid table : all) { make(of.relation, table); }
    }
    void release(const source& of) const override {
        for (const pg::oid table : now_and_before(tables(of.relation), of)) {
            release_table(of.relation, table);
        }
    }
    void ensure_table(pg::oid source, pg::oid table) const final {
        refuse_unless_capturable(table);
        make(source, table);
    }

  protected:
    ~row_triggers() = default;

  private:
    [[nodiscard]] virtual pg::trigger_set wanted(pg::oid source) const = 0;
    /// The triggers that a table should have for a source, and no others of this method.
    virtual void make(pg::oid source, pg::oid table) const { create(wanted(source), source, table); }
    /// What the triggers need.
    virtual void prepare(const source& /*of*/) const {}
};

void drop_if_present(pg::trigger_set set, pg::oid source, pg::oid table) {
    if (pg::is_any_present(set, table, source)) { drop(set, source, table); }
}

pg::trigger_set other_set(pg::trigger_set set) {
    return set == pg::trigger_set::capture ? pg::trigger_set::row_capture : pg::trigger_set::capture;
}

/// They write what changes into a change buffer.
class capturing_triggers final : public row_triggers {
  public:
    [[nodiscard]] bool is_intact(const source& of) const override {
        const std::optional<pg::oid> buffer = pg::find_buffer(of.relation);
        return buffer && pg::fits_source(*buffer, of.relation) && row_triggers::is_intact(of) &&
               !is_captured_otherwise(of.relation);
    }
    [[nodiscard]] bool has_to_ensure(const source& of) const override {
        if (!is_intact(of)) { return true; }
        const pg::relation open(of.relation, pg::lock_mode::access_share);
        return !pg::not_in_buffer(chosen(open, of.columns), pg::find_buffer(of.relation).value()).empty();
    }
    void release(const source& of) const override {
        row_triggers::release(of);
        if (const std::optional<pg::oid> buffer = pg::find_buffer(of.relation)) { pg::drop_buffer(*buffer); }
    }
    void release_table(pg::oid source, pg::oid table) const override {
        for (const pg::trigger_set set : capturing_sets) { drop_if_present(set, source, table); }
    }

  private:
    [[nodiscard]] pg::trigger_set wanted(pg::oid source) const override { return capturing_set(source); }
    void make(pg::oid source, pg::oid table) const override {
        const pg::trigger_set set = wanted(source);
        drop_if_present(other_set(set), source, table);
        create(set, source, table);
    }
    void prepare(const source& of) const override { ensure_buffer(of); }
};

/// They have stream tables follow within the statement.
class upkeep_triggers final : public row_triggers {
  public:
    void release_table(pg::oid source, pg::oid table) const override {
        drop_if_present(pg::trigger_set::upkeep, source, table);
    }

  private:
    [[nodiscard]] pg::trigger_set wanted(pg::oid /*source*/) const override {
        return pg::trigger_set::upkeep;
    }
};

bool enable_triggers_of(pg::oid table) {
    const auto open = pg::relation::find(table, pg::lock_mode::access_share);
    if (!open) { return false; }
    bool any = false;
    for (const pg::trigger_set set : {pg::trigger_set::capture, pg::trigger_set::row_capture,
                                      pg::trigger_set::mark, pg::trigger_set::upkeep}) {
        for (const pg::oid source : pg::sources_with_triggers(set, table)) {
            any = pg::enable_triggers(set, table, source) || any;
        }
    }
    return any;
}

} // namespace

const capture_method& method_of(capture_kind kind) {
    static const no_capture none;
    static const marks by_marks;
    static const capturing_triggers by_triggers;
    switch (kind) {
    case capture_kind::triggers: return by_triggers;
    case capture_kind::marks: return by_marks;
    case capture_kind::none: break;
    }
    return none;
}

const capture_method& immediate_method() {
    static const upkeep_triggers by_statement;
    return by_statement;
}

pg::trigger_set capturing_set(pg::oid source) {
    return pg::needs_triggers_for_rows(source) ? pg::trigger_set::row_capture : pg::trigger_set::capture;
}

bool is_captured_otherwise(pg::oid source) {
    return pg::is_any_present(other_set(capturing_set(source)), source, source);
}

std::vector<const capture_method*> methods_of(const source& of) {
    std::vector<const capture_method*> all{&method_of(of.capture)};
    if (of.immediate) { all.push_back(&immediate_method()); }
    return all;
}

std::vector<pg::oid> tables_of(const source& of) {
    std::vector<pg::oid> all;
    for (const capture_method* const method : methods_of(of)) {
        const std::vector<pg::oid> some = method->tables(of.relation);
        all.insert(all.end(), some.begin(), some.end());
    }
    return pg::in_lock_order(std::move(all));
}

bool are_methods_intact(const source& of) {
    return std::ranges::all_of(methods_of(of),
                               [&](const capture_method* method) { return method->is_intact(of); });
}

bool enable_triggers(pg::oid table) {
    bool any = false;
    for (const pg::oid one : pg::with_descendants(table)) { any = enable_triggers_of(one) || any; }
    return any;
}

} // namespace pgt::ext
