// What the site knows of its witnesses and of forks of its log, as values: for the audit page and
// the metrics. witnesses.hpp finds it out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace imaginons::http {

struct WitnessStatus {
    enum class Standing : std::uint8_t {
        unasked,      // since the program started
        agrees,       // it cosigned when it was last asked
        unreachable,  // no answer, or one that is no witness's
        refuses,      // it answers, but does not cosign: an unknown log or key, a proof it rejects
        contradicts,  // it cosigned another history of this log: see WitnessReport::forks
    };
    std::string name;  // its key's
    std::string url;
    std::string verifier_key;
    Standing standing = Standing::unasked;
    std::string trouble;  // in English, for the specialist; empty while it agrees
    std::uint64_t cosigned_size = 0;
    std::int64_t cosigned_at_ms = 0;  // 0: never
    std::uint64_t cosignatures = 0;   // since the program started, as failures
    std::uint64_t failures = 0;
};

// Two checkpoints that this log's key signed and that cannot both be true.
struct ForkSeen {
    std::string id;  // names its evidence: a file of DATA/forks/
    std::int64_t seen_at_ms = 0;
    std::uint64_t known_size = 0;    // of what the witness had cosigned
    std::uint64_t refused_size = 0;  // of what it was asked to cosign
    // The evidence alone proves it, to anybody who has the log's key. Otherwise it awaits a look:
    // the log lost its end, or somebody sent a proof that does not lead anywhere.
    bool proven = false;
};

struct WitnessReport {
    std::vector<WitnessStatus> witnesses;  // as configured
    std::vector<ForkSeen> forks;           // the newest first
};

// In Prometheus' text format 0.0.4.
std::string prometheus_text(const WitnessReport& report);

}  // namespace imaginons::http
