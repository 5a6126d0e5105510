/// `type_name<T>()`: the name of a type as its user wrote it, for sentences in compile-time errors.
#pragma once

#include <dbsp/detail/text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dbsp::detail {

template <class T> consteval std::string_view signature() { return __PRETTY_FUNCTION__; }

/// What the compiler calls `T`: its own signature without what surrounds the type.
template <class T> consteval std::string_view compiler_name() {
    constexpr std::string_view probe = signature<double>();
    constexpr std::size_t before = probe.find("double");
    constexpr std::size_t after = probe.size() - before - std::string_view("double").size();
    std::string_view const whole = signature<T>();
    return whole.substr(before, whole.size() - before - after);
}

constexpr std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// For readability; long names are cut, since the compiler limits the steps of a constant evaluation.
constexpr std::string tidy(std::string_view name) {
    constexpr std::size_t longest = 1000;
    std::string text(name.substr(0, longest));
    if (name.size() > longest) { text += "..."; }
    text = replace_all(text, "__cxx11::", "");
    text = replace_all(text, "std::basic_string<char>", "std::string");
    text = replace_all(text, "std::basic_string_view<char>", "std::string_view");
    text = replace_all(text, "long unsigned int", "unsigned long");
    text = replace_all(text, "long int", "long");
    text = replace_all(text, "{anonymous}", "(anonymous namespace)");
    return replace_all(text, " >", ">");
}

/// How `T` is spelled; specialised for templates whose compiler name does not read well.
template <class T> struct spelling {
    static constexpr std::string text() { return tidy(compiler_name<T>()); }
};
template <class T> struct spelling<std::optional<T>> {
    static constexpr std::string text() { return "std::optional<" + spelling<T>::text() + ">"; }
};

template <class T>
inline constexpr auto spelled = [] {
    std::array<char, spelling<T>::text().size()> text{};
    copy_text(spelling<T>::text(), text.data());
    return text;
}();

template <class T> constexpr std::string_view type_name() { return {spelled<T>.data(), spelled<T>.size()}; }

} // namespace dbsp::detail
