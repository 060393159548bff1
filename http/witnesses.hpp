// The log's side of tlog-witness: asks each configured witness, on a thread of its own, to cosign
// the log's checkpoints, hands the cosignatures to the keeper, and finds out whether a witness that
// refuses has been shown another history. Nothing waits for it: a witness that is down costs
// nobody anything.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/witness_status.hpp"
#include "storage/cosignature.hpp"
#include "storage/fork.hpp"
#include "storage/store.hpp"

namespace imaginons::http {

struct WitnessAddress {
    std::string url;  // its submission and monitoring prefix, without a slash at the end
    storage::CosignerKey key;

    // "URL=VERIFIER KEY"
    static std::optional<WitnessAddress> parse(std::string_view text);
};

class Witnesses {
  public:
    // Takes back from DATA/cosigned/ what each witness said of the last checkpoint. The store must
    // outlive it. Throws Error for a witness that is given twice, or too many of them.
    Witnesses(storage::Store& store, std::vector<WitnessAddress> addresses);
    // Lets what is being asked end, at most limits::witness_timeout.
    ~Witnesses();
    Witnesses(const Witnesses&) = delete;
    Witnesses& operator=(const Witnesses&) = delete;

    // From now on each checkpoint that is signed is cosigned.
    void start();

    // Any thread.
    WitnessReport report() const;
    std::optional<std::string> evidence(std::string_view fork) const {
        return forks_.evidence(fork);
    }

  private:
    class Asker;
    storage::Store& store_;
    storage::ForkArchive forks_;
    std::vector<std::unique_ptr<Asker>> askers_;
};

}  // namespace imaginons::http
