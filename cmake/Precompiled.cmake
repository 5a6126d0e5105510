# Headers that most sources include, and that others wrote. They are compiled once for each target.
#
# None of the project's own: compilers take what a precompiled header holds for a system's, and would keep back their
# warnings about it. That every source and header includes what it needs is checked without them, by scripts/tidy and by
# the targets that compile each header alone.
set(pgt_precompiled
    <algorithm>
    <array>
    <chrono>
    <format>
    <functional>
    <map>
    <memory>
    <optional>
    <ranges>
    <set>
    <span>
    <string>
    <string_view>
    <unordered_map>
    <utility>
    <variant>
    <vector>
)
set(pgt_precompiled_of_dbsp
    ${pgt_precompiled} <boost/hana.hpp> <boost/unordered/unordered_flat_map.hpp> <boost/unordered/unordered_flat_set.hpp>
)
