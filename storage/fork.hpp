// Evidence that a log has forked: two checkpoints that its key signed and that cannot both be true.
// Kept by the witness that refused the second one and by the server that was refused, in a form
// that anybody with the log's key can check, without either of them.
#pragma once

#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/add_checkpoint.hpp"
#include "storage/note.hpp"

namespace imaginons::storage {

struct Fork {
    std::uint64_t seen_s = 0;  // seconds since 1970
    std::string known;         // the note that a witness had cosigned
    AddCheckpoint refused;     // what it was asked to cosign then
    // The root that the refused tree has at the known size, where whoever wrote this could tell.
    std::optional<Digest> past;

    std::string text() const;
    static std::optional<Fork> parse(std::string_view text);
    // Names it by the checkpoint that is contradicted: one contradiction of it is enough. 16 hex
    // digits.
    std::string id() const;
};

// Whether the evidence alone proves the fork: one of `keys` signed both checkpoints, they are of
// that key's origin, and the refused tree has another root at the known size. False is no
// acquittal: a log that became shorter, or a proof that leads nowhere, has to be looked into.
bool proves_fork(const Fork& fork, std::span<const VerifierKey> keys);

// The sizes in both checkpoints, as their texts say; nothing if they are none.
struct ForkSizes {
    std::uint64_t known = 0;
    std::uint64_t refused = 0;
};
std::optional<ForkSizes> sizes_of(const Fork& fork);

// A directory of evidence, one file a fork, named by its id. Any thread may call anything.
class ForkArchive {
  public:
    struct Kept {
        Fork fork;
        bool proven = false;
    };
    // The directory is made when there is something to keep. `keys`: of all logs that it is about;
    // evidence about another, such as the one that this log continues, stays in the directory, but
    // is neither told nor ever removed.
    ForkArchive(std::filesystem::path dir, std::vector<VerifierKey> keys);

    // Stores it durably; false if one about the same checkpoint was there, unless only this one
    // proves something. Of those that prove nothing, which anybody may cause, the newest
    // limits::unproven_forks stay; of proofs the first limits::proven_forks.
    bool keep(const Fork& fork);
    std::vector<Kept> all() const;  // the newest first
    // The file's text; nothing if there is none of that name.
    std::optional<std::string> evidence(std::string_view id) const;

  private:
    std::size_t proofs() const;
    void forget_surplus();

    const std::filesystem::path dir_;
    const std::vector<VerifierKey> keys_;
    mutable std::mutex mutex_;
    std::vector<Kept> kept_;  // the newest first
};

}  // namespace imaginons::storage
