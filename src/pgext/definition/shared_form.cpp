#include "definition/shared_form.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace pgt::ext {
namespace {

class form_writer {
  public:
    void number(std::int64_t one) { text_ += std::to_string(one) + ' '; }
    void string(std::string_view one) {
        number(static_cast<std::int64_t>(one.size()));
        text_ += one;
    }
    template <class Items, class Write> void all(const Items& items, Write write) {
        number(static_cast<std::int64_t>(items.size()));
        for (const auto& one : items) { write(one); }
    }
    [[nodiscard]] std::string text() && { return std::move(text_); }

  private:
    std::string text_;
};

class form_reader {
  public:
    explicit form_reader(std::string_view text) : rest_(text) {}

    std::int64_t number() {
        std::int64_t one = 0;
        const auto end = std::from_chars(rest_.data(), rest_.data() + rest_.size(), one).ptr;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()) + 1);
        return one;
    }
    template <class Number> Number as() { return static_cast<Number>(number()); }
    std::string string() {
        const auto size = as<std::size_t>();
        std::string one(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return one;
    }
    template <class Item, class Read> std::vector<Item> all(Read read) {
        std::vector<Item> items;
        for (auto left = number(); left > 0; --left) { items.push_back(read()); }
        return items;
    }

  private:
    std::string_view rest_;
};

void write_column(form_writer& to, const pg::wanted_column& column) {
    to.number(column.number);
    to.string(column.as.name);
    to.number(column.as.type);
    to.number(column.as.modifier);
    to.number(column.as.collation);
}

pg::wanted_column read_column(form_reader& from) {
    pg::wanted_column column;
    column.number = from.as<pg::column_number>();
    column.as.name = from.string();
    column.as.type = from.as<pg::oid>();
    column.as.modifier = from.as<std::int32_t>();
    column.as.collation = from.as<pg::oid>();
    return column;
}

void write_source(form_writer& to, const shared_form::source& source) {
    to.number(source.relation);
    to.string(source.name);
    to.all(source.columns, [&](const pg::wanted_column& one) { write_column(to, one); });
    to.string(source.delta);
}

shared_form::source read_source(form_reader& from) {
    shared_form::source source;
    source.relation = from.as<pg::oid>();
    source.name = from.string();
    source.columns = from.all<pg::wanted_column>([&] { return read_column(from); });
    source.delta = from.string();
    return source;
}

} // namespace

std::string text_of_form(const shared_form& form) {
    form_writer to;
    to.all(form.sources, [&](const shared_form::source& one) { write_source(to, one); });
    to.all(form.columns, [&](const std::string& one) { to.string(one); });
    to.string(form.fingerprint);
    to.all(form.reads, [&](bool one) { to.number(one ? 1 : 0); });
    for (const bool one : {form.appends, form.adds, form.gains_from_net, form.updates_in_place}) {
        to.number(one ? 1 : 0);
    }
    to.string(form.rights);
    return std::move(to).text();
}

shared_form form_of_text(const std::string& text) {
    form_reader from(text);
    shared_form form;
    form.sources = from.all<shared_form::source>([&] { return read_source(from); });
    form.columns = from.all<std::string>([&] { return from.string(); });
    form.fingerprint = from.string();
    form.reads = from.all<bool>([&] { return from.number() != 0; });
    for (bool* const one : {&form.appends, &form.adds, &form.gains_from_net, &form.updates_in_place}) {
        *one = from.number() != 0;
    }
    form.rights = from.string();
    return form;
}

} // namespace pgt::ext
