// What the storage tests share: temporary directories, seeds, well-formed events. Only for
// tests/storage/.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "events/codec.hpp"
#include "storage/log.hpp"
#include "storage/sealed.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::storage::testing {

// The tests name this namespace only.
using imaginons::in_memory;
using imaginons::TempDir;

// IMAGINONS_TEST_SEED repeats a run.
inline std::uint64_t seed() {
    const char* fixed = std::getenv("IMAGINONS_TEST_SEED");
    return fixed != nullptr ? std::strtoull(fixed, nullptr, 10) : std::random_device{}();
}

inline LogOptions small_log(std::size_t map_bytes = std::size_t{64} << 20) {
    return {.origin = "participation.annemasse.example/log/1", .map_bytes = map_bytes};
}

// Bytes that need not be an event: the log does not look inside. A function of `seq`, so that a
// reader can tell.
inline std::vector<std::uint8_t> plain_entry(std::uint64_t seq) {
    std::mt19937_64 random(seq);
    std::vector<std::uint8_t> bytes(1 + random() % 400);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

inline events::Id id_for(std::uint64_t seq) {
    return {0x7000'0000'0000'0001ULL + seq, ~seq};
}

// A stance; its public part holds everything.
inline std::vector<std::uint8_t> stance_event(std::uint64_t seq) {
    events::StanceTaken taken;
    taken.object = events::Id(seq / 100 + 1, 7);
    taken.scope = events::Id(3, 5);
    taken.token = events::Token(seq + 1, 9);
    taken.object_kind = events::ObjectKind::proposal;
    taken.stance = events::Stance::for_;
    events::Envelope envelope;
    envelope.id = id_for(seq);
    envelope.recorded_at_ms = 1'700'000'000'000 + static_cast<std::int64_t>(seq);
    envelope.request = events::RequestId(seq + 1, 1);
    envelope.request_hash = events::RequestHash(seq + 1, 2);
    events::Encoder encoder;
    const events::Bytes bytes = encoder.encode(envelope, events::Fact(taken));
    return {bytes.begin(), bytes.end()};
}

// What a test seals: a Text, for one of ten people.
struct SealedEvent {
    std::vector<std::uint8_t> event;
    std::vector<std::uint8_t> row;
    std::vector<std::uint8_t> plaintext;
};

inline events::PersonId person(std::uint64_t n) {
    return {n + 1, 0xABCD};
}

inline SealedEvent sealed_event(std::uint64_t seq, const DataKey& key,
                                const events::PersonId& subject) {
    events::Text words;
    words.name = "personne " + std::to_string(seq);
    SealedEvent out;
    out.plaintext = events::encode_text(words);
    Sealed sealed = seal(key, subject, id_for(seq), out.plaintext);
    events::PersonRenamed renamed;
    renamed.person = subject;
    events::Envelope envelope;
    envelope.id = id_for(seq);
    envelope.recorded_at_ms = 1'700'000'000'000 + static_cast<std::int64_t>(seq);
    envelope.request = events::RequestId(seq + 1, 1);
    envelope.request_hash = events::RequestHash(seq + 1, 2);
    envelope.commitment = sealed.commitment;
    events::Encoder encoder;
    const events::Bytes bytes = encoder.encode(envelope, events::Fact(renamed));
    out.event.assign(bytes.begin(), bytes.end());
    out.row = std::move(sealed.blob);
    return out;
}

inline Log::Append append_one(Log& log, const std::vector<std::uint8_t>& event,
                              Bytes sealed_row = {}) {
    const Entry entry{event, sealed_row};
    return log.append({&entry, 1});
}

// Appends entries [size, size + count) of `make` in one transaction.
template <class Make>
Log::Append append_many(Log& log, std::uint64_t count, Make make) {
    std::vector<std::vector<std::uint8_t>> bytes;
    for (std::uint64_t i = 0; i < count; ++i) bytes.push_back(make(log.size() + i));
    std::vector<Entry> entries;
    for (const auto& event : bytes) entries.push_back({event, {}});
    return log.append(entries);
}

inline std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

inline void spill(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << bytes;
}

inline const std::filesystem::path shared_data = IMAGINONS_SHARED_DATA;

}  // namespace imaginons::storage::testing
