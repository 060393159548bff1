// What a log asks of a witness (C2SP tlog-witness, add-checkpoint): "you last saw this size of me;
// here is the proof that what I have now only adds to it". Written by the log, read by the witness,
// kept as evidence by both. Text only: whether it is true is for witness.hpp and fork.hpp to say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sha256.hpp"

namespace imaginons::storage {

struct AddCheckpoint {
    std::uint64_t old_size = 0;
    std::vector<Digest> proof;  // of consistency, at most limits::proof_hashes
    std::string note;

    // "old <size>\n", one base64 hash a line, an empty line, the note.
    std::string text() const;
    // In exactly that form; the note is taken as it is.
    static std::optional<AddCheckpoint> parse(std::string_view text);
};

}  // namespace imaginons::storage
