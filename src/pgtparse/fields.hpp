/// `fields`: the fields of one node of the parse tree, each of which has to be read or ignored.
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

/// The kind and content of a node where any kind is allowed.
[[nodiscard]] node as_node(const json::value& wrapped);

/// libpg_query prints only fields that are set, so a field that the translation did not read is a part of the query that would be lost: `finish` refuses it.
class fields {
  public:
    /// `at`: the position of the enclosing node, for nodes without one of their own.
    fields(std::string kind, const json::value& content, int at);

    [[nodiscard]] const std::string& kind() const { return kind_; }
    /// The position of the node in the text.
    [[nodiscard]] int at() const { return at_; }

    [[nodiscard]] bool has(std::string_view name) const;
    /// The node, or nodes, in a field; none if it is not set.
    std::optional<node> child(std::string_view name);
    std::vector<node> children(std::string_view name);
    /// The fields of a node whose kind is fixed; none if it is not set.
    std::optional<fields> part(std::string_view name, std::string kind);
    std::string text(std::string_view name);
    bool flag(std::string_view name);
    int number(std::string_view name);
    /// The strings in a list of names.
    std::vector<std::string> names(std::string_view name);
    /// A field that does not matter to the meaning of the query.
    void ignore(std::initializer_list<std::string_view> names);

    /// Errors: `user_error` for the first field that was not read.
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

/// `read(fields)`, after which no field may be unread.
template <class Read> auto read_all(fields from, Read&& read) {
    auto result = read(from);
    from.finish();
    return result;
}

} // namespace pgt::parse
