// Bindings of the pages about receipts.
#include "http/pages/receipts.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

#include <algorithm>

namespace imaginons::http::pages {

void bind_entry(Fields& out, const EntryWords& entry) {
    const std::pair<std::string_view, EntryKind> kinds[] = {
        {"entry_other", EntryKind::other},
        {"entry_charter_published", EntryKind::charter_published},
        {"entry_log_continued", EntryKind::log_continued},
        {"entry_charter_accepted", EntryKind::charter_accepted},
        {"entry_joined", EntryKind::joined},
        {"entry_email_confirmed", EntryKind::email_confirmed},
        {"entry_renamed", EntryKind::renamed},
        {"entry_account_erased", EntryKind::account_erased},
        {"entry_project_opened", EntryKind::project_opened},
        {"entry_project_changed", EntryKind::project_changed},
        {"entry_phase_moved", EntryKind::phase_moved},
        {"entry_news_published", EntryKind::news_published},
        {"entry_milestone_set", EntryKind::milestone_set},
        {"entry_milestone_reached", EntryKind::milestone_reached},
        {"entry_proposal_published", EntryKind::proposal_published},
        {"entry_proposal_edited", EntryKind::proposal_edited},
        {"entry_proposal_withdrawn", EntryKind::proposal_withdrawn},
        {"entry_statement_added", EntryKind::statement_added},
        {"entry_argument_added", EntryKind::argument_added},
        {"entry_stance_withdrawn", EntryKind::stance_withdrawn},
        {"entry_contribution_hidden", EntryKind::contribution_hidden},
        {"entry_role_given", EntryKind::role_given},
        {"entry_role_taken", EntryKind::role_taken},
        {"entry_answer_drafted", EntryKind::answer_drafted},
        {"entry_answer_reviewed", EntryKind::answer_reviewed},
        {"entry_answer_published", EntryKind::answer_published},
        {"entry_proposal_moved", EntryKind::proposal_moved},
        {"entry_proposal_taken_up", EntryKind::proposal_taken_up},
        {"entry_meeting_announced", EntryKind::meeting_announced},
        {"entry_meeting_changed", EntryKind::meeting_changed},
        {"entry_meeting_cancelled", EntryKind::meeting_cancelled},
        {"entry_minutes_published", EntryKind::minutes_published},
        {"entry_registration_taken", EntryKind::registration_taken},
        {"entry_registration_withdrawn", EntryKind::registration_withdrawn},
        {"entry_co_author_invited", EntryKind::co_author_invited},
        {"entry_co_author_accepted", EntryKind::co_author_accepted},
        {"entry_co_author_left", EntryKind::co_author_left},
        {"entry_amendment_accepted", EntryKind::amendment_accepted},
        {"entry_amendment_refused", EntryKind::amendment_refused},
        {"entry_labels_published", EntryKind::labels_published},
        {"entry_question_asked", EntryKind::question_asked},
        {"entry_question_answered", EntryKind::question_answered},
        {"entry_conclusion_published", EntryKind::conclusion_published},
        {"entry_proposal_placed", EntryKind::proposal_placed},
    };
    for (const auto& [name, kind] : kinds) {
        out.flag(name, entry.kind == kind);
    }
    const bool stance = entry.kind == EntryKind::stance_taken;
    out.flag("entry_for", stance && entry.stance == Stance::in_favour);
    out.flag("entry_neutral", stance && entry.stance == Stance::neutral);
    out.flag("entry_against", stance && entry.stance == Stance::against);
    out.flag("entry_on_argument", entry.on_argument);
    out.flag("entry_has_object", !entry.path.empty());
    out.path("entry_url", entry.path.empty() ? "/" : entry.path);
    out.text("entry_title", title_or_gone(out, entry.title));
    out.date("entry_at", entry.at);
}

namespace {

// The last 16 digits, four at a time: what one compares by eye.
std::string end_of_digest(std::string_view hex) {
    std::string out;
    const std::string_view end = hex.size() < 16 ? hex : hex.substr(hex.size() - 16);
    for (std::size_t i = 0; i < end.size(); ++i) {
        if (i != 0 && i % 4 == 0) {
            out += ' ';
        }
        out += end[i];
    }
    return out;
}

void bind_witness(Fields& out, const AuditWitness& witness) {
    using Standing = AuditWitness::Standing;
    out.text("witness_name", witness.name);
    out.text("witness_key", witness.verifier_key);
    out.flag("witness_unasked", witness.standing == Standing::unasked);
    out.flag("witness_agrees", witness.standing == Standing::agrees);
    out.flag("witness_silent", witness.standing == Standing::silent);
    out.flag("witness_refuses", witness.standing == Standing::refuses);
    out.flag("witness_contradicts", witness.standing == Standing::contradicts);
    out.flag("witness_cosigned", witness.at != 0);
    out.number("witness_size", witness.size);
    out.text("witness_date", out.words().date(witness.at));
    out.text("witness_hour", out.words().time(witness.at));
}

void bind_fork(Fields& out, const AuditFork& fork) {
    out.flag("proven", fork.proven);
    out.text("fork_id", fork.id);
    out.date("seen_at", fork.seen_at);
    out.number("known_size", fork.known_size);
    out.number("refused_size", fork.refused_size);
}

void bind_continuation(Fields& out, const AuditContinuation& continuation) {
    const bool lost = continuation.former_size > continuation.kept_size;
    out.date("continued_at", continuation.at);
    out.text("former_origin", continuation.former_origin);
    out.number("former_size", continuation.former_size);
    out.number("kept_size", continuation.kept_size);
    out.flag("lost", lost);
    out.number("lost_size", lost ? continuation.former_size - continuation.kept_size : 0);
}

}  // namespace

void bind(Fields& out, const AuditPage& page) {
    const auto agreeing =
        std::ranges::count(page.witnesses, AuditWitness::Standing::agrees, &AuditWitness::standing);
    out.number("facts", page.facts);
    out.date("since", page.since);
    out.flag("is_signed", page.signed_at != 0);
    out.number("signed_size", page.signed_size);
    out.text("signed_date", out.words().date(page.signed_at));
    out.text("signed_hour", out.words().time(page.signed_at));
    out.text("checkpoint", page.checkpoint);
    out.text("origin", page.origin);
    out.text("verifier_key", page.verifier_key);
    out.text("site", page.site);
    out.flag("has_digest", !page.digest.empty());
    out.text("digest", page.digest);
    out.text("digest_end", end_of_digest(page.digest));
    out.number("digest_position", page.digest_position);
    out.text("digest_until", std::to_string(page.digest_position));
    out.flag("has_witnesses", !page.witnesses.empty());
    out.number("witness_count", page.witnesses.size());
    out.number("agreeing", static_cast<std::uint64_t>(agreeing));
    out.list("witnesses", page.witnesses, bind_witness);
    out.flag("has_forks", !page.forks.empty());
    const auto proven = std::ranges::count(page.forks, true, &AuditFork::proven);
    out.flag("fork_proven", proven != 0);
    out.number("fork_count", static_cast<std::uint64_t>(proven));
    out.list("forks", page.forks, bind_fork);
    out.flag("has_continuations", !page.continuations.empty());
    out.list("continuations", page.continuations, bind_continuation);
}

void bind(Fields& out, const OwnReceiptsPage& page) {
    out.flag("has_receipts", !page.receipts.empty());
    out.list("receipts", page.receipts, [](Fields& item, const OwnReceipt& receipt) {
        item.text("seq", std::to_string(receipt.seq));
        bind_entry(item, receipt.entry);
    });
    const std::uint64_t last = page.first == 0 ? 0 : page.first + page.receipts.size() - 1;
    bind_pagination(out, page.cursors, "/account/receipts", {page.first, last, page.total});
}

void bind(Fields& out, const VerifyPage& page) {
    const std::pair<std::string_view, ReceiptVerdict> verdicts[] = {
        {"valid", ReceiptVerdict::valid},
        {"nothing_given", ReceiptVerdict::nothing_given},
        {"too_large", ReceiptVerdict::too_large},
        {"not_a_receipt", ReceiptVerdict::not_a_receipt},
        {"cut_short", ReceiptVerdict::cut_short},
        {"damaged", ReceiptVerdict::damaged},
        {"other_log", ReceiptVerdict::other_log},
        {"other_key", ReceiptVerdict::other_key},
        {"bad_signature", ReceiptVerdict::bad_signature},
        {"beyond", ReceiptVerdict::beyond},
        {"not_included", ReceiptVerdict::not_included},
        {"contradicts", ReceiptVerdict::contradicts},
    };
    for (const auto& [name, verdict] : verdicts) {
        out.flag(name, page.verdict == verdict);
    }
    const bool refused =
        page.verdict != ReceiptVerdict::none && page.verdict != ReceiptVerdict::valid;
    out.flag("refused", refused);
    out.flag("only_form", page.verdict == ReceiptVerdict::none);
    out.text("pasted", page.pasted);
    out.number("line", page.line);
    out.text("other_origin", page.other_origin);
    out.text("origin", page.origin);
    out.text("verifier_key", page.verifier_key);
    out.number("seq", page.seq);
    out.number("size", page.size);
    out.flag("cosigned", page.witnesses != 0);
    out.number("witnesses", page.witnesses);
    out.text("checked_at", out.words().date(page.checked_at));
    out.text("checked_hour", out.words().time(page.checked_at));
    bind_entry(out, page.entry);
}

}  // namespace imaginons::http::pages
