// Checking a receipt, what a line of the register says in words, and the page for who doubts. Plain
// data.
#pragma once

#include <vector>

#include "http/pages/common.hpp"

namespace imaginons::http::pages {

enum class EntryKind : std::uint8_t {
    other,
    charter_published,
    charter_accepted,
    joined,
    email_confirmed,
    renamed,
    account_erased,
    project_opened,
    project_changed,
    phase_moved,
    news_published,
    milestone_set,
    milestone_reached,
    proposal_published,
    proposal_edited,
    proposal_withdrawn,
    statement_added,
    argument_added,
    stance_taken,
    stance_withdrawn,
    contribution_hidden,
    log_continued,
    role_given,
    role_taken,
    answer_drafted,
    answer_reviewed,
    answer_published,
    proposal_moved,
    proposal_taken_up,
    meeting_announced,
    meeting_changed,
    meeting_cancelled,
    minutes_published,
    registration_taken,
    registration_withdrawn,
    co_author_invited,
    co_author_accepted,
    co_author_left,
    amendment_accepted,
    amendment_refused,
    labels_published,
    question_asked,
    question_answered,
    conclusion_published,
    proposal_placed,
};

// Never who.
struct EntryWords {
    EntryKind kind = EntryKind::other;
    Stance stance = Stance::none;  // of stance_taken
    bool on_argument = false;      // what a stance is on
    std::string path;              // of what it is about; empty if that is not shown
    std::string title;
    std::int64_t at = 0;  // ms
};

enum class ReceiptVerdict : std::uint8_t {
    none,  // only the form
    valid,
    nothing_given,
    too_large,
    not_a_receipt,
    cut_short,
    damaged,
    other_log,
    other_key,
    bad_signature,
    beyond,
    not_included,
    contradicts,  // well signed, but not what the log published here says
};

struct VerifyPage {
    ReceiptVerdict verdict = ReceiptVerdict::none;
    std::string pasted;        // shown again
    std::uint64_t line = 0;    // of the receipt, if the verdict is about one
    std::string other_origin;  // as the receipt says it
    std::string origin;        // of this log
    std::string verifier_key;
    std::uint64_t seq = 0;
    std::uint64_t size = 0;       // entries under the receipt's checkpoint
    std::uint64_t witnesses = 0;  // that cosigned it
    std::int64_t checked_at = 0;
    EntryWords entry;
};

// What one did, newest first, each with its receipt. Only ever shown to who did it.
struct OwnReceipt {
    std::uint64_t seq = 0;
    EntryWords entry;
};
struct OwnReceiptsPage {
    std::vector<OwnReceipt> receipts;
    Cursors cursors;
    std::uint64_t first = 0;  // of those on this page, counted from 1; 0: there are none
    std::uint64_t total = 0;
};

struct AuditWitness {
    enum class Standing : std::uint8_t { unasked, agrees, silent, refuses, contradicts };
    std::string name;
    std::string verifier_key;
    Standing standing = Standing::unasked;
    std::uint64_t size = 0;  // that it last cosigned
    std::int64_t at = 0;     // when, in ms; 0: never
};

// Two signed checkpoints that cannot both be true.
struct AuditFork {
    std::string id;  // of its evidence, at /log/forks/ID
    std::int64_t seen_at = 0;
    std::uint64_t known_size = 0;
    std::uint64_t refused_size = 0;
    bool proven = false;  // otherwise it awaits a look
};

// This log goes on from a backup of another one.
struct AuditContinuation {
    std::int64_t at = 0;
    std::string former_origin;
    std::uint64_t former_size = 0;  // signed, as far as is known
    std::uint64_t kept_size = 0;    // of those, here
};

struct AuditPage {
    std::uint64_t facts = 0;
    std::int64_t since = 0;      // of the first
    std::int64_t signed_at = 0;  // of the last checkpoint; 0: none yet
    std::uint64_t signed_size = 0;
    std::string checkpoint;  // the note
    std::string origin;
    std::string verifier_key;
    std::string site;    // its address, without a slash at the end
    std::string digest;  // 64 hex digits; empty while the first is computed
    std::uint64_t digest_position = 0;
    std::vector<AuditWitness> witnesses;
    std::vector<AuditFork> forks;
    std::vector<AuditContinuation> continuations;
};

}  // namespace imaginons::http::pages
