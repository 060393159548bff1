// The lock that lets the writer in first, and the batches it applies under it.
#include "projections/live.hpp"

#include <cassert>
#include <cerrno>
#include <system_error>

#include "projections/apply.hpp"

namespace imaginons::projections {

namespace {

void check(int error) {
    if (error != 0) throw std::system_error(error, std::generic_category(), "read-write lock");
}

}  // namespace

WriterFirstMutex::WriterFirstMutex() {
    pthread_rwlockattr_t attributes;
    check(pthread_rwlockattr_init(&attributes));
    check(pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
    check(pthread_rwlock_init(&lock_, &attributes));
    check(pthread_rwlockattr_destroy(&attributes));
}

WriterFirstMutex::~WriterFirstMutex() {
    pthread_rwlock_destroy(&lock_);
}

void WriterFirstMutex::lock() {
    check(pthread_rwlock_wrlock(&lock_));
}
void WriterFirstMutex::unlock() {
    check(pthread_rwlock_unlock(&lock_));
}
void WriterFirstMutex::lock_shared() {
    check(pthread_rwlock_rdlock(&lock_));
}
void WriterFirstMutex::unlock_shared() {
    check(pthread_rwlock_unlock(&lock_));
}

bool WriterFirstMutex::try_lock() {
    const int error = pthread_rwlock_trywrlock(&lock_);
    if (error != EBUSY) check(error);
    return error == 0;
}

bool WriterFirstMutex::try_lock_shared() {
    const int error = pthread_rwlock_tryrdlock(&lock_);
    if (error != EBUSY) check(error);
    return error == 0;
}

void LiveViews::apply(std::span<const Applied> batch) {
    std::unique_lock lock(mutex_);
    for (const Applied& event : batch) {
        if (event.seq < views_->position) continue;
        assert(event.seq == views_->position && "the read models apply every event, in order");
        projections::apply(*views_, event);
    }
}

bool LiveViews::swap(std::unique_ptr<Views>& rebuilt) {
    std::unique_lock lock(mutex_);
    if (rebuilt->position < views_->position) return false;
    std::swap(views_, rebuilt);
    ++image_;
    return true;
}

}  // namespace imaginons::projections
