/// `fields`: the fields of one node of the parse tree, each of which has to be asked for.
#pragma once

#include "json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::parse {

/// A node with its kind: `{"ColumnRef": {...}}`.
struct node {
    std::string kind;
    json::value content;
};

/// The kind and content of what stands where a node of any kind may stand.
[[nodiscard]] node as_node(const json::value& wrapped);

/// libpg_query prints only fields that are set, so a field that is there and that nobody asked for is a part of the query that
/// would be lost: `finish` refuses it.
class fields {
  public:
    /// `at`: the position of what stands around, for nodes that have none of their own.
    fields(std::string kind, const json::value& content, int at);

    [[nodiscard]] const std::string& kind() const { return kind_; }
    /// Where the node stands in the text.
    [[nodiscard]] int at() const { return at_; }

    [[nodiscard]] bool has(std::string_view name) const;
    /// The node, or nodes, in a field; none if it isn't set.
    std::optional<node> child(std::string_view name);
    std::vector<node> children(std::string_view name);
    /// The fields of a node whose kind is fixed; none if it isn't set.
    std::optional<fields> part(std::string_view name, std::string kind);
    std::string text(std::string_view name);
    bool flag(std::string_view name);
    int number(std::string_view name);
    /// The strings in a list of names.
    std::vector<std::string> names(std::string_view name);
    /// A field that says nothing about what the query means.
    void ignore(std::initializer_list<std::string_view> names);

    /// Errors: `user_error` for the first field that nobody asked for.
    void finish() const;

  private:
    [[nodiscard]] const json::value* take(std::string_view name);

    struct field {
        json::value content;
        bool asked = false;
    };
    std::string kind_;
    std::vector<field> fields_;
    int at_;
};

/// `read(fields)` and then nothing may be left over.
template <class Read> auto read_all(fields from, Read&& read) {
    auto result = read(from);
    from.finish();
    return result;
}

} // namespace pgt::parse
