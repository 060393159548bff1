// The last signed checkpoint of the log, kept durably beside it: what the log can be held to. Signs
// nothing that is not durable, and nothing that contradicts what it signed before.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "storage/cosignature.hpp"
#include "storage/log.hpp"
#include "storage/note.hpp"

namespace imaginons::storage {

// The note in `file`; nothing if there is no file yet.
std::optional<std::string> read_checkpoint_file(const std::filesystem::path& file);

// The key whose text is in `file`, a line: a mirror's. Throws Error.
VerifierKey read_verifier_key(const std::filesystem::path& file);

// Checks the note in `file` against the log: throws LostTail if the log is shorter,
// ForeignCheckpoint if the key did not sign it or the log had another root at that size. The
// checkpoint, or nothing if there is no file yet.
std::optional<Checkpoint> check_checkpoint(const std::filesystem::path& file,
                                           const VerifierKey& key, const Log& log);

// Any thread may call anything; the log must outlive it.
class CheckpointKeeper {
  public:
    // Does check_checkpoint() first.
    CheckpointKeeper(std::filesystem::path file, Signer signer, const Log& log);

    const VerifierKey& verifier_key() const { return signer_.verifier_key(); }

    // Signs and stores the head if the log has grown since the last time; true if it did. For a
    // thread of the caller's, every limits::checkpoint_interval. One fsync.
    bool sign_if_grown();
    // Called by whoever signs, after each new checkpoint is stored; empty: nobody is told. It must
    // not sign.
    void when_signed(std::function<void()> tell);
    // The note over the head as it is now, signed and stored if it has to be.
    std::shared_ptr<const std::string> current();
    // What is published: the last one stored, with the cosignatures that have come in for it; null
    // before the first.
    std::shared_ptr<const std::string> last() const;
    // The same without cosignatures: what the file holds, and what witnesses are asked to cosign.
    std::shared_ptr<const std::string> last_signed() const;
    // Adds a witness's valid line to what is published, in the place of that witness's earlier one;
    // nothing happens if `note` is no longer last_signed(). Whoever adds it remembers it.
    void add_cosignature(std::string_view note, const CosignerKey& witness, std::string line);
    // How many events the last one covers: what tiles may be served of. 0 before the first; never
    // behind a note that last() has given away.
    std::uint64_t published_size() const;
    // When it was stored, in milliseconds since 1970, as the file system says; 0 before the first.
    std::int64_t published_at_ms() const;

  private:
    const std::filesystem::path file_;
    const Signer signer_;
    const Log* log_;
    std::mutex signing_;  // one signer at a time: the file never goes back
    std::optional<std::uint64_t> signed_size_;
    std::function<void()> tell_;  // guarded by signing_, as signed_size_
    mutable std::mutex mutex_;
    std::shared_ptr<const std::string> note_;                       // as published
    std::shared_ptr<const std::string> signed_;                     // as signed
    std::map<std::string, std::string, std::less<>> cosignatures_;  // lines by the witness's key
    std::uint64_t published_size_ = 0;
    std::int64_t published_at_ms_ = 0;
};

}  // namespace imaginons::storage
