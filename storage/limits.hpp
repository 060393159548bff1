// Caps and sizes of what storage keeps. What one event may hold is events/limits.hpp; what a person
// may write is commands/limits.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imaginons::storage::limits {

// Address space reserved for each environment, not disk: the file grows with what it holds.
constexpr std::size_t log_map_bytes = std::size_t{64} << 30;
constexpr std::size_t vault_map_bytes = std::size_t{8} << 30;
// Slots of the reader table: one for each read transaction open at the same time, in all processes.
constexpr unsigned readers = 510;
// No read transaction lives longer: an old one keeps pages from being reused, so the file grows for
// ever.
constexpr std::uint64_t events_per_read_txn = 50'000;
constexpr std::chrono::milliseconds read_txn_age{1000};
constexpr std::uint64_t vault_rows_per_read_txn = 20'000;
// One transaction holds its dirty pages in memory.
constexpr std::size_t entries_per_append = 65'536;
constexpr std::size_t origin_bytes = 200;
constexpr std::size_t email_bytes = 254;
// C2SP signed-note asks verifiers to accept at least 16 signatures and to have a limit.
constexpr std::size_t note_bytes = 1 << 20;
constexpr std::size_t note_signatures = 64;
// A receipt: the largest entry in base64 (22 kB), the longest proof (3 kB), and a checkpoint with
// room for some 200 cosignatures.
constexpr std::size_t receipt_bytes = std::size_t{64} * 1024;
constexpr std::size_t receipt_hashes = 63;
// C2SP tlog-witness: hashes of one consistency proof.
constexpr std::size_t proof_hashes = 63;
// Evidence kept of what a witness refused: of forks that it proves, and of what anybody may cause
// by sending a signed checkpoint with a proof that leads nowhere.
constexpr std::size_t proven_forks = 64;
constexpr std::size_t unproven_forks = 16;
// Sealed parts are padded to steps of this, so that lengths say little.
constexpr std::size_t sealed_step_bytes = 256;
// What one person follows: a row of the vault stays under 20 kB, which is written again at each
// change.
constexpr std::size_t follows_of_person = 500;
constexpr std::size_t following_step_bytes = 256;
// What one person writes on at once, and of each draft: more than may be published (a text that is
// too long is kept while it is being shortened), and so little that it can be written again every
// few seconds.
constexpr std::size_t drafts_of_person = 20;
constexpr std::size_t draft_title_bytes = 2'000;
constexpr std::size_t draft_body_bytes = 120'000;
constexpr std::size_t draft_place_bytes = 300;
constexpr std::size_t draft_step_bytes = 256;
// Themes that somebody cares about: all of a list, and some that were retired since. And the name
// that they say for themselves alone.
constexpr std::size_t interests_themes = 47;
constexpr std::size_t interests_name_bytes = 240;
// Passkeys of one person. WebAuthn lets an id be 1,023 bytes; an RSA key of 2,048 bits is the
// longest.
constexpr std::size_t passkeys_of_person = 10;
constexpr std::size_t passkey_id_bytes = 1'023;
constexpr std::size_t passkey_key_bytes = 512;
constexpr std::size_t passkey_name_bytes = 160;
constexpr std::size_t passkey_step_bytes = 256;
constexpr std::chrono::milliseconds checkpoint_interval{1000};
// Mirroring another's log: questions on their way at once, and events in one durable batch.
constexpr unsigned mirror_connections = 8;
constexpr std::size_t mirror_batch_events = 8'192;
// A backup needs a signed checkpoint over what it copies; a server signs each checkpoint_interval.
constexpr std::chrono::seconds longest_wait_for_checkpoint{15};
// What one transaction of a copy of the log holds; about twice as much in memory meanwhile.
constexpr std::size_t bytes_per_copied_batch = std::size_t{4} << 20;

}  // namespace imaginons::storage::limits
