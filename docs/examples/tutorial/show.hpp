/// How the programs of the tutorial print Z-sets: as `<<` does, but in the order of the rows.
#pragma once

#include <dbsp/value/compare.hpp>
#include <dbsp/value/print.hpp>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

template <class Z> std::string text_of(const Z& z) {
    std::vector sorted(z.begin(), z.end());
    std::ranges::sort(sorted, dbsp::value_less{}, [](const auto& entry) { return entry.first; });
    std::ostringstream text;
    std::string_view before = "{";
    for (const auto& [row, weight] : sorted) {
        text << before << dbsp::to_text(row) << ": " << weight;
        before = ", ";
    }
    text << (sorted.empty() ? "{}" : "}");
    return text.str();
}

template <class Z> void show(const Z& z) { std::cout << text_of(z) << '\n'; }
