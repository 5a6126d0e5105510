#include "json.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace pgt::parse::json {

namespace {

/// Goes over the characters of a text.
class reader {
  public:
    explicit reader(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return next_ == text_.size(); }
    [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[next_]; }
    char take() {
        if (at_end()) { throw std::logic_error("the parse tree ends early"); }
        return text_[next_++];
    }
    void expect(char c) {
        if (take() != c) { throw std::logic_error(std::string("the parse tree lacks a '") + c + "'"); }
    }
    bool accept(char c) {
        bool const found = peek() == c;
        if (found) { ++next_; }
        return found;
    }
    std::string string() {
        expect('"');
        std::string result;
        for (char c = take(); c != '"'; c = take()) {
            if (c == '\\') {
                escaped(result);
            } else {
                result += c;
            }
        }
        return result;
    }
    /// A number, true or false.
    std::string word() {
        auto const end = std::min(text_.find_first_of(",]}", next_), text_.size());
        auto const begin = std::exchange(next_, end);
        return std::string(text_.substr(begin, end - begin));
    }

  private:
    void escaped(std::string& out) {
        static constexpr std::array<std::pair<char, char>, 8> simple{{{'b', '\b'},
                                                                      {'f', '\f'},
                                                                      {'n', '\n'},
                                                                      {'r', '\r'},
                                                                      {'t', '\t'},
                                                                      {'"', '"'},
                                                                      {'\\', '\\'},
                                                                      {'/', '/'}}};
        char const c = take();
        for (auto const& [letter, meaning] : simple) {
            if (c == letter) {
                out += meaning;
                return;
            }
        }
        out += control_character(c);
    }
    /// Only control characters are written as \u00XX.
    char control_character(char letter) {
        unsigned code = 0;
        auto const digits = text_.substr(next_, 4);
        auto const [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (letter != 'u' || failed != std::errc() || end != digits.data() + 4 || code > 0x7f) {
            throw std::logic_error("the parse tree has an unknown escape");
        }
        next_ += 4;
        return static_cast<char>(code);
    }

    std::string_view text_;
    std::size_t next_ = 0;
};

} // namespace

kind value::kind() const { return in_->entries_[index_].kind; }
const std::string& value::name() const { return in_->entries_[index_].name; }
const std::string& value::text() const { return in_->entries_[index_].text; }
std::vector<value> value::children() const {
    std::vector<value> result;
    for (auto i = in_->entries_[index_].first_child; i != document::none; i = in_->entries_[i].next) {
        result.emplace_back(*in_, i);
    }
    return result;
}

document::document(std::string_view text) {
    /// The containers around the current position, each with its last child so far.
    struct open {
        std::size_t container;
        std::size_t last_child = none;
    };
    std::vector<open> around;
    reader in(text);

    auto const begin = [&](json::kind kind, std::string name) {
        entries_.push_back({.kind = kind, .name = std::move(name)});
        auto const index = entries_.size() - 1;
        if (!around.empty()) {
            auto& [container, last] = around.back();
            (last == none ? entries_[container].first_child : entries_[last].next) = index;
            last = index;
        }
        return index;
    };
    do {
        if (!around.empty() &&
            in.accept(entries_[around.back().container].kind == kind::object ? '}' : ']')) {
            around.pop_back();
        } else {
            std::string name;
            if (!around.empty() && entries_[around.back().container].kind == kind::object) {
                name = in.string();
                in.expect(':');
            }
            if (in.accept('{')) {
                around.push_back({begin(kind::object, std::move(name))});
                continue;
            }
            if (in.accept('[')) {
                around.push_back({begin(kind::array, std::move(name))});
                continue;
            }
            if (in.peek() == '"') {
                entries_[begin(kind::string, std::move(name))].text = in.string();
            } else {
                auto word = in.word();
                auto const is_truth = word == "true" || word == "false";
                entries_[begin(is_truth ? kind::boolean : kind::number, std::move(name))].text =
                    std::move(word);
            }
        }
        if (!around.empty()) { in.accept(','); }
    } while (!around.empty());
    if (!in.at_end()) { throw std::logic_error("the parse tree goes on after its end"); }
}

} // namespace pgt::parse::json
