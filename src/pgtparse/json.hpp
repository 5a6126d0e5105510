/// `json::document`: the parse tree as libpg_query prints it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::parse::json {

enum class kind : std::uint8_t { object, array, string, number, boolean };

class document;

/// One value of a document, which must outlive it.
class value {
  public:
    value(const document& in, std::size_t index) : in_(&in), index_(index) {}

    [[nodiscard]] json::kind kind() const;
    /// Its name in the object around it.
    [[nodiscard]] const std::string& name() const;
    /// A string without its quotes and escapes, a number or boolean as printed.
    [[nodiscard]] const std::string& text() const;
    /// The elements of an array, the fields of an object.
    [[nodiscard]] std::vector<value> children() const;

  private:
    const document* in_;
    std::size_t index_;
};

/// Values are kept in one vector and refer to each other by index, so that neither reading nor destroying a deep tree recurses.
class document {
  public:
    /// Precondition: `text` is well-formed.  Errors: std::logic_error where it is not.
    explicit document(std::string_view text);
    [[nodiscard]] value root() const { return {*this, 0}; }

  private:
    friend class value;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct entry {
        json::kind kind = kind::object;
        std::string name = {};
        std::string text = {};
        std::size_t first_child = none;
        std::size_t next = none;
    };
    std::vector<entry> entries_;
};

} // namespace pgt::parse::json
