// Word count, kept up to date while lines of text come and go: only the counts that change are shown.
//
// Usage: word_count [FILE]
//
// The lines of the file pass through a window of three lines. At each step one line enters, the oldest one leaves, and
// the engine answers with the change of the counts. At the end the file is gone, and so are all counts.

#include <dbsp/dbsp.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// The words of a line, in lower case: runs of letters, digits and apostrophes; bytes outside ASCII count as letters.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    bool inside = false;
    for (char const c : line) {
        auto const byte = static_cast<unsigned char>(c);
        bool const letter = byte >= 0x80 || std::isalnum(byte) != 0 || c == '\'';
        if (letter && !inside) { words.emplace_back(); }
        if (letter) { words.back() += static_cast<char>(std::tolower(byte)); }
        inside = letter;
    }
    return words;
}

/// "the 1 -> 2" for every word of a change of counts, in the order of the words.
template <class Change> void show(const Change& change) {
    std::map<std::string, std::array<std::int64_t, 2>> counts; // before, now
    for (const auto& [row, weight] : change) {
        const auto& [word, count] = row;
        counts[word][weight > 0 ? 1 : 0] = count;
    }
    std::string_view separator = "  ";
    for (const auto& [word, count] : counts) {
        std::cout << separator << word << ' ' << count[0] << " -> " << count[1];
        separator = ", ";
    }
    std::cout << (counts.empty() ? "  no count changes\n" : "\n");
}

void run(const std::filesystem::path& file) {
    std::ifstream text(file);
    if (!text) { throw std::runtime_error("cannot read " + file.string()); }

    auto const counts = dbsp::source<std::string>("lines") | dbsp::flat_map(words_of) |
                        dbsp::group_by(dbsp::identity_fn{}) | dbsp::aggregate(dbsp::count());
    dbsp::engine engine(counts);
    auto& lines = engine.input<std::string>("lines");

    constexpr std::size_t window_size = 3;
    std::deque<std::string> window;
    dbsp::zset<std::pair<std::string, std::int64_t>> table; // the sum of all changes
    auto const step = [&] {
        const auto& change = engine.step();
        show(change);
        table += change;
    };

    for (std::string line; std::getline(text, line);) {
        std::cout << "+ " << line << '\n';
        lines.insert(line);
        window.push_back(line);
        if (window.size() > window_size) {
            std::cout << "- " << window.front() << '\n';
            lines.erase(window.front());
            window.pop_front();
        }
        step();
    }
    std::cout << "the last lines leave\n";
    for (const auto& line : window) { lines.erase(line); }
    step();
    std::cout << table.size() << " words are left\n";
}

} // namespace

int main(int argc, char** argv) {
    try {
        auto const sample = std::filesystem::path(__FILE__).parent_path() / "data" / "words.txt";
        run(argc > 1 ? std::filesystem::path(argv[1]) : sample);
    } catch (const std::exception& error) {
        std::cerr << "word_count: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
