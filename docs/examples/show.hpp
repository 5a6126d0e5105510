/// What the examples print with.
#pragma once

#include <dbsp/value/compare.hpp>
#include <dbsp/zset/zset.hpp>

#include <iostream>
#include <map>

/// The rows of a Z-set in order, a line each, with their weights: a Z-set itself has no order.
template <class T, class W> void show(const char* title, const dbsp::zset<T, W>& rows) {
    std::cout << title << '\n';
    for (const auto& [row, weight] : std::map<T, W, dbsp::value_less>(rows.begin(), rows.end())) {
        std::cout << (weight > W{} ? "    +" : "    ") << weight << ' ' << dbsp::to_text(row) << '\n';
    }
    if (rows.empty()) { std::cout << "    nothing\n"; }
}
