#include <pgt/lower/piece/leaf.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/source.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {
std::string_view suffix_of(version of) {
    switch (of) {
    case version::before: return "@before";
    case version::change: return "@change";
    default: return "";
    }
}
} // namespace

circuit leaf::as_circuit() const { return dbsp::source<circuit>(std::string(name).append(suffix_of(of))); }

leaf leaf_spelled(const std::string& table) {
    for (version const of : {version::before, version::change}) {
        if (table.ends_with(suffix_of(of))) { return {table.substr(0, table.find('@')), of}; }
    }
    return {table, version::now};
}

std::optional<leaf> leaf_of(const circuit& c) {
    const piece here(c);
    const auto* const source = here.as<source_operator>();
    return source == nullptr ? std::nullopt : std::optional(leaf_spelled(source->table));
}

leaf_search::leaf_search(property wanted) : wanted_(std::move(wanted)) {}

bool leaf_search::operator()(const circuit& c) {
    return known_.once(c, [&] {
        if (auto const read = leaf_of(c)) { return wanted_(*read); }
        return std::ranges::any_of(piece(c).inputs(), [&](const circuit& in) { return (*this)(in); });
    });
}

bool reads_leaf(const circuit& c, const std::string& name) {
    return leaf_search([&](const leaf& read) { return read == leaf{name}; })(c);
}

const bind::constant_rows* find_constants(const bind::query& query, std::string_view name) {
    auto const found = std::ranges::find(query.constants, name, &bind::constant_rows::name);
    return found == query.constants.end() ? nullptr : &*found;
}

sql::text values_text(const bind::constant_rows& list) {
    return sql::build("VALUES {}", sql::join(list.rows, ", ", [](const std::vector<expression>& row) {
                          return sql::build(
                              "({})", sql::join(row, ", ", [](const expression& e) { return e.print({}); }));
                      }));
}

std::optional<std::size_t> source_index(const bind::query& query, std::string_view name) {
    for (std::size_t i = 0; i < query.sources.size(); ++i) {
        if (query.sources[i].name == name) { return i; }
    }
    return std::nullopt;
}

} // namespace pgt::lower
