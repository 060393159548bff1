// "Vérifier ma participation": a receipt pasted or given as a file, checked, and said in words.
#include "events/well_formed.hpp"
#include "http/entry_words.hpp"
#include "http/errors.hpp"
#include "http/multipart.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "http/receipts.hpp"
#include "storage/limits.hpp"
#include "storage/receipt.hpp"

namespace imaginons::http::site {

namespace {

using pages::ReceiptVerdict;

ReceiptVerdict verdict_of(storage::ReceiptFault fault) {
    using Fault = storage::ReceiptFault;
    switch (fault) {
        case Fault::too_large: return ReceiptVerdict::too_large;
        case Fault::not_a_receipt: return ReceiptVerdict::not_a_receipt;
        case Fault::cut_short: return ReceiptVerdict::cut_short;
        case Fault::damaged: return ReceiptVerdict::damaged;
        case Fault::other_log: return ReceiptVerdict::other_log;
        case Fault::other_key: return ReceiptVerdict::other_key;
        case Fault::bad_signature: return ReceiptVerdict::bad_signature;
        case Fault::beyond: return ReceiptVerdict::beyond;
        case Fault::no_entry:
        case Fault::not_included: return ReceiptVerdict::not_included;
    }
    return ReceiptVerdict::damaged;
}

pages::VerifyPage empty_page(const Visit& visit) {
    pages::VerifyPage page;
    page.origin = visit.app.store.log.origin();
    page.verifier_key = visit.app.store.checkpoints.verifier_key().text();
    page.checked_at = visit.now_ms;
    return page;
}

void refuse(pages::VerifyPage& page, const storage::BadReceipt& bad) {
    page.verdict = verdict_of(bad.fault);
    page.line = bad.line;
    page.other_origin = bad.origin;
}

// Whether the log that is published here has the tree that the receipt was signed under. It must:
// nothing that was signed is ever taken back.
bool agrees(const storage::Log& log, const storage::tree::Head& head) {
    if (head.size > log.size()) return false;
    const storage::NodeReader nodes = log.nodes();
    return storage::tree::root_at(head.size, nodes.function()) == head.root;
}

std::uint64_t witnesses_of(const Visit& visit, const storage::Receipt& receipt) {
    std::uint64_t count = 0;
    for (const WitnessStatus& witness : visit.app.witness_report().witnesses) {
        const auto key = storage::CosignerKey::parse(witness.verifier_key);
        if (key && storage::is_cosigned(receipt, *key)) ++count;
    }
    return count;
}

// The page says what `text` is worth. About 300 us: one signature and some 60 hashes.
void check(const Visit& visit, pages::VerifyPage& page, std::string_view text) {
    page.pasted =
        storage::without_editors_marks(text.substr(0, storage::limits::receipt_bytes + 1));
    if (page.pasted.empty()) {
        page.verdict = ReceiptVerdict::nothing_given;
        return;
    }
    const auto parsed = storage::parse_receipt(page.pasted);
    if (const auto* bad = std::get_if<storage::BadReceipt>(&parsed)) return refuse(page, *bad);
    const auto& receipt = std::get<storage::Receipt>(parsed);
    const App& app = visit.app;
    // A receipt from elsewhere may come without its entry: then ours is meant.
    const auto entry = receipt.entry ? receipt.entry : app.store.log.event_at(receipt.seq);
    const auto checked =
        storage::check_receipt(receipt, app.store.checkpoints.verifier_key(), entry);
    if (const auto* bad = std::get_if<storage::BadReceipt>(&checked)) return refuse(page, *bad);
    const auto& checkpoint = std::get<storage::Checkpoint>(checked);
    const bool is_ours = agrees(app.store.log, checkpoint.head) && events::well_formed(*entry);
    page.verdict = is_ours ? ReceiptVerdict::valid : ReceiptVerdict::contradicts;
    page.seq = receipt.seq;
    page.size = checkpoint.head.size;
    if (!is_ours) return;
    page.witnesses = witnesses_of(visit, receipt);
    page.entry =
        app.views.read([&](const projections::Views& views) { return entry_words(views, *entry); });
}

Response show(const Visit& visit, const pages::VerifyPage& page) {
    const bool fine = page.verdict == ReceiptVerdict::none || page.verdict == ReceiptVerdict::valid;
    Response response =
        html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)),
             fine ? 200 : 422);
    // It may hold a receipt, which leads to somebody's choice.
    for (auto& [name, value] : response.headers) {
        if (name == "Cache-Control") value = "private, no-store";
    }
    return response;
}

// What was pasted, or the file; nothing if the body is no form of ours.
std::optional<std::string> given_text(const Request& request) {
    std::string pasted;
    if (has_media_type(request.content_type, "application/x-www-form-urlencoded")) {
        const auto form = parse_form(request.body);
        if (!form) return std::nullopt;
        return std::string(form->find("recu").value_or(std::string_view()));
    }
    const auto parts = parse_multipart(request.content_type, request.body);
    if (!parts) return std::nullopt;
    std::string file;
    for (const Part& part : *parts) {
        if (part.name == "recu") pasted = part.body;
        if (part.name == "fichier") file = part.body;
    }
    return file.empty() ? pasted : file;
}

}  // namespace

// With ?seq=, the form holds that receipt already: one press less for who has just acted.
Reply verify_form(Visit& visit) {
    const auto seq = parse_whole(query_value(visit, "seq"));
    if (!seq || *seq >= visit.app.position()) return show(visit, empty_page(visit));
    return with_receipt(visit, *seq, [](Visit& waiting, const std::string* text) {
        pages::VerifyPage page = empty_page(waiting);
        if (text != nullptr) page.pasted = *text;
        return show(waiting, page);
    });
}

// Changes nothing and knows nobody, so it needs no token: a witness's page or curl may post here.
Reply verify(Visit& visit) {
    const auto text = given_text(visit.request);
    if (!text) return error_page(visit, pages::Problem::bad_request);
    pages::VerifyPage page = empty_page(visit);
    check(visit, page, *text);
    return show(visit, page);
}

}  // namespace imaginons::http::site
