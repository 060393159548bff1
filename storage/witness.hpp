// A witness (C2SP tlog-witness): remembers the largest checkpoint it has seen of each log that it
// follows and cosigns only what adds to it. So a log that has shown it one history cannot show it
// another. It knows no HTTP: http/witness_server.* puts it on the network.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/cosignature.hpp"
#include "storage/data_dir.hpp"
#include "storage/fork.hpp"

namespace imaginons::storage {

// Names a log in a witness's addresses and files: hex of the SHA-256 of its origin.
std::string origin_hash(std::string_view origin);

// Where a witness keeps what is its own. Never the log's own directory.
struct WitnessDir {
    std::filesystem::path root;

    std::filesystem::path key() const { return root / "witness.key"; }
    std::filesystem::path verifier_key() const { return root / "witness.vkey"; }
    std::filesystem::path cosigned() const { return root / "cosigned"; }
    std::filesystem::path forks() const { return root / "forks"; }
};

// What add_checkpoint() comes to, in the order in which it is decided.
struct WitnessAnswer {
    enum class Verdict : std::uint8_t {
        malformed,    // not the form of the request
        unknown_log,  // of no log that is followed
        untrusted,    // not signed by that log's key
        conflict,     // another size was cosigned last: body is "<size>\n"
        rejected,     // it does not add to what was cosigned last
        cosigned,     // body is the cosignature's line
    };
    Verdict verdict = Verdict::malformed;
    std::string body;  // for all others: why, as one sentence and a newline
    // What was refused against which cosigned checkpoint, if the log's key signed it.
    std::optional<Fork> fork;
    bool fork_is_proven = false;
    bool fork_is_new = false;
};

// Any thread may call anything. One program at a time holds the directory.
class Witness {
  public:
    // Makes the directory and draws the key at the first start; `name` is the key's for ever, and
    // may be empty later. Keys of one name belong to one log: its old and its new one. Throws
    // InUse, and Error if the key or what was cosigned is missing, damaged or another witness's: to
    // start without that memory would be to cosign a fork.
    Witness(const std::filesystem::path& data, std::string name, std::vector<VerifierKey> logs);

    const CosignerKey& key() const { return cosigner_.key(); }

    // Cosigns, if all checks of the specification pass, and stores that durably before it returns.
    // now_s: seconds since 1970. Two fsyncs. Throws Error if it cannot be stored: nothing is
    // cosigned then.
    WitnessAnswer add_checkpoint(std::string_view request, std::uint64_t now_s);

    struct Followed {
        std::string origin;
        std::string hash;                         // origin_hash(origin)
        tree::Head head;                          // of size 0 if nothing was cosigned yet
        std::uint64_t cosigned_at_s = 0;          // likewise
        std::shared_ptr<const std::string> note;  // with both signatures; null likewise
    };
    std::vector<Followed> logs() const;  // by origin
    // The last cosigned note of a followed log; null if there is none.
    std::shared_ptr<const std::string> cosigned_note(std::string_view hash) const;
    const ForkArchive& forks() const { return forks_; }

  private:
    struct Submission;
    WitnessAnswer decide(const AddCheckpoint& request, const Note& note, std::uint64_t now_s);
    WitnessAnswer judge(const Submission& submitted, std::uint64_t now_s);
    WitnessAnswer refuse(const Submission& submitted, std::uint64_t now_s);
    WitnessAnswer cosign(const Submission& submitted, std::uint64_t now_s);
    Followed followed(const std::string& origin) const;
    Followed read_cosigned(const std::string& origin) const;

    const WitnessDir dir_;
    const WriterLock lock_;
    const Cosigner cosigner_;
    const std::vector<VerifierKey> keys_;
    ForkArchive forks_;
    std::mutex adding_;  // one request at a time: check, store and answer are one step
    mutable std::mutex mutex_;
    std::map<std::string, Followed, std::less<>> logs_;  // by origin; guarded by mutex_
};

}  // namespace imaginons::storage
