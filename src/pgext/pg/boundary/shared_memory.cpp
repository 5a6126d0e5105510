#include "pg/boundary/shared_memory.hpp"

#include <cstring>
#include <vector>

extern "C" {
#include <miscadmin.h>
#include <storage/ipc.h>
#include <storage/lwlock.h>
#include <storage/shmem.h>
}

namespace pgt::pg {
namespace {

shmem_request_hook_type request_before = nullptr;
shmem_startup_hook_type startup_before = nullptr;

std::vector<shared_memory>& requested_parts() {
    static auto& parts = *new std::vector<shared_memory>;
    return parts;
}

void request_parts() {
    if (request_before != nullptr) request_before();
    for (const shared_memory& part : requested_parts()) RequestAddinShmemSpace(part.size());
}

void start_part(const shared_memory& part) {
    bool found = false;
    const Size size = part.size();
    void* const memory = ShmemInitStruct(part.name, size, &found);
    if (!found) {
        memset(memory, 0, size);
        part.initialise(memory);
    }
    part.set_place(memory);
}

void start_parts() {
    if (startup_before != nullptr) startup_before();
    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    for (const shared_memory& part : requested_parts()) start_part(part);
    LWLockRelease(AddinShmemInitLock);
}

} // namespace

void request_shared_memory(const shared_memory& part) {
    if (requested_parts().empty()) {
        request_before = shmem_request_hook;
        shmem_request_hook = request_parts;
        startup_before = shmem_startup_hook;
        shmem_startup_hook = start_parts;
    }
    requested_parts().push_back(part);
}

} // namespace pgt::pg
