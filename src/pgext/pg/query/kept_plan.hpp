/// `kept_plan`: a plan whose nodes are kept, and what of its statement they need.
#pragma once

struct Bitmapset;
struct List;
struct Plan;

namespace pgt::pg {

/// In memory of the server's.
struct kept_plan {
    Plan* top = nullptr;
    List* subplans = nullptr;      ///< Plans, or null in the place of one that is not used
    Bitmapset* rewound = nullptr;  ///< the numbers of those that are read again from their start
    int parameters = 0;            ///< how many the statement has
    List* relations = nullptr;     ///< the range table
    List* permissions = nullptr;   ///< that the statement needs
    Bitmapset* unpruned = nullptr; ///< what of the range table is read
};

/// In the current memory. Only inside `call`.
[[nodiscard]] kept_plan copy_of(const kept_plan& plan);

} // namespace pgt::pg
