// Who asked to be forgotten: the file `erased`, which outlives every backup. A backup made before
// an erasure still holds that person; after its restore the list says whom to forget again. Handles
// only, which stand in the public log too.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {

struct Erasure {
    events::PersonId person;
    // Else their words stay, without a name.
    bool words_removed = false;
};

// In the order they were added; none if there is no such file. Throws Error, naming the line, if
// one cannot be understood: to skip it would be to remember somebody.
std::vector<Erasure> read_erasures(const std::filesystem::path& file);

// Adds those that are not in the list yet; durable when it returns, and after a power cut the list
// is either the old or the new one. Of one thread at a time.
void add_erasures(const std::filesystem::path& file, std::span<const Erasure> erasures);

}  // namespace imaginons::storage
