#include "bind/printer.hpp"

#include <utility>

namespace pgt::bind::detail {

printer& printer::print(const sql::text& text) & {
    pieces_.back() = sql::build("{}{}", pieces_.back(), text);
    return *this;
}

printer& printer::argument(expression e) & {
    args_.push_back(std::move(e));
    pieces_.emplace_back();
    return *this;
}

} // namespace pgt::bind::detail
