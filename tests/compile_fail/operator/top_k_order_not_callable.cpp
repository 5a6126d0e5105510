// expect: top_k: the order of type 'less' cannot be called with rows of types 'std::pair<int, int>' and 'std::pair<int, int>'
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/top_k.hpp>

#include <utility>

auto const pairs = dbsp::group_by(dbsp::source<std::pair<int, int>>("pairs"), dbsp::identity_fn{});

struct less {
    bool operator()(int a, int b) const { return a < b; }
};
struct first_less {
    bool operator()(const std::pair<int, int>& a, const std::pair<int, int>& b) const {
        return a.first < b.first;
    }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::top_k(pairs, 3, first_less{}));
#else
    static_cast<void>(dbsp::top_k(pairs, 3, less{}));
#endif
}
