// libsodium, started once. Private to storage/: call before anything of <sodium.h>, which picks the
// CPU's instructions only then.
#pragma once

#include <sodium.h>

#include "storage/error.hpp"

namespace imaginons::storage {

inline void start_sodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) throw Error("libsodium cannot start");
}

}  // namespace imaginons::storage
