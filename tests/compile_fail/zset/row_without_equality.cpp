// expect: equal: type 'no_equality' has no ==; rows, and all that they consist of, need one
#include <dbsp/zset/zset.hpp>

#include <vector>

class no_equality {
    [[maybe_unused]] int value = 0;
};
struct no_hash {
    int value = 0;
    friend bool operator==(const no_hash&, const no_hash&) = default;
};
struct point {
    int x = 0;
    friend bool operator==(const point&, const point&) = default;
};
template <> struct std::hash<point> {
    std::size_t operator()(const point& p) const noexcept { return std::hash<int>{}(p.x); }
};

int main() {
#ifdef POSITIVE_CONTROL
    dbsp::zset<std::vector<point>> z;
    z.add({}, 1);
#else
    dbsp::zset<std::vector<no_equality>> z;
    z.add({}, 1);
#endif
}
