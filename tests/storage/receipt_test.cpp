// Receipts: one file and a key prove that an entry is in the log; whatever was changed in it is
// refused, with the reason.
#include "storage/receipt.hpp"

#include <doctest/doctest.h>

#include "events/limits.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

constexpr const char* origin = "participation.annemasse.example/log/1";

SigningSeed seed_of(std::uint8_t first) {
    SigningSeed seed{};
    seed[0] = first;
    return seed;
}

// A log of stances and the key that signs it.
class SignedLog {
  public:
    explicit SignedLog(std::uint64_t size) : log(Log::open(dir.path, small_log())) {
        REQUIRE(append_many(log, size, stance_event) == Log::Append::durable);
    }
    std::string note() const { return signer.sign(Checkpoint{origin, log.head()}.text()); }
    std::string receipt(std::uint64_t seq) const { return receipt_of(log, seq, note()).value(); }
    const VerifierKey& key() const { return signer.verifier_key(); }

    TempDir dir;
    Log log;
    Signer signer{origin, seed_of(1)};
};

// What a reader would be told; nothing if the receipt is good.
std::optional<BadReceipt> defect_of(std::string_view text, const VerifierKey& key,
                                    std::optional<Bytes> entry = std::nullopt) {
    const auto parsed = parse_receipt(text);
    if (const auto* bad = std::get_if<BadReceipt>(&parsed)) return *bad;
    const auto checked = check_receipt(std::get<Receipt>(parsed), key, entry);
    if (const auto* bad = std::get_if<BadReceipt>(&checked)) return *bad;
    return std::nullopt;
}

ReceiptFault fault_of(std::string_view text, const VerifierKey& key) {
    const auto bad = defect_of(text, key);
    REQUIRE(bad);
    CHECK_FALSE(bad->words().empty());
    return bad->fault;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

std::string without_line(const std::string& text, std::string_view start) {
    const std::size_t at = text.find(start);
    REQUIRE(at != std::string::npos);
    std::string out = text;
    return out.erase(at, text.find('\n', at) + 1 - at);
}

}  // namespace

TEST_CASE("a receipt is a tlog-proof that carries its entry") {
    const SignedLog all(3);
    const NodeReader nodes = all.log.nodes();
    CHECK(all.receipt(2) == "c2sp.org/tlog-proof@v1\nextra " + base64(*all.log.event_at(2)) +
                                "\nindex 2\n" + base64(tree::root_at(2, nodes.function())) +
                                "\n\n" + all.note());
    const auto parsed = parse_receipt(all.receipt(2));
    REQUIRE(std::holds_alternative<Receipt>(parsed));
    CHECK(std::get<Receipt>(parsed).text() == all.receipt(2));
}

TEST_CASE("every entry of a log has a receipt at every size, and none beyond it") {
    SignedLog all(1);
    for (std::uint64_t size = 1; size <= 20; ++size) {
        CAPTURE(size);
        for (std::uint64_t seq = 0; seq < size; ++seq) {
            CHECK_FALSE(defect_of(all.receipt(seq), all.key()));
        }
        CHECK_FALSE(receipt_of(all.log, size, all.note()));
        REQUIRE(append_many(all.log, 1, stance_event) == Log::Append::durable);
    }
    CHECK_FALSE(receipt_of(all.log, 0, "no checkpoint"));
}

TEST_CASE("a receipt that was changed by one character anywhere is refused") {
    const SignedLog all(7);
    const std::string whole = all.receipt(4);
    REQUIRE_FALSE(defect_of(whole, all.key()));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char other : {'A', 'b', '7', '\n', ' ', '\xFF'}) {
            if (whole[at] == other) continue;
            std::string changed = whole;
            changed[at] = other;
            CAPTURE(at);
            CAPTURE(other);
            CHECK(defect_of(changed, all.key()));
        }
    }
}

TEST_CASE("a receipt that lost its end says so, wherever it was cut") {
    const SignedLog all(7);
    const std::string whole = all.receipt(4);
    for (std::size_t size = std::string_view("c2sp.org/tlog-proof@v1\n").size();
         size < whole.size(); ++size) {
        CAPTURE(size);
        const std::string cut = whole.substr(0, size);
        CHECK(fault_of(cut, all.key()) == ReceiptFault::cut_short);
        // An editor may have put a newline behind what is left. Without its newline only, nothing
        // is lost.
        const std::string saved = without_editors_marks(cut);
        if (saved != whole) CHECK(fault_of(saved, all.key()) == ReceiptFault::cut_short);
    }
}

TEST_CASE("what editors and forms do to a text does not spoil a receipt") {
    const SignedLog all(5);
    const std::string whole = all.receipt(3);
    std::string windows = "\uFEFF\r\n";
    for (const char c : whole) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    windows.resize(windows.size() - 2);
    CHECK(without_editors_marks(windows) == whole);
    CHECK(without_editors_marks("\n\n  " + whole + " \n\n") == whole);
    CHECK(without_editors_marks("").empty());
    CHECK(without_editors_marks(" \r\n\t").empty());
    CHECK(parse_receipt(windows).index() == 1);
}

TEST_CASE("each way in which a receipt can be wrong has its own words") {
    SignedLog all(7);
    const VerifierKey& key = all.key();
    const std::string whole = all.receipt(4);

    CHECK(fault_of("", key) == ReceiptFault::not_a_receipt);
    CHECK(fault_of("c2sp.org/tlog-proof@v2\n", key) == ReceiptFault::not_a_receipt);
    CHECK(fault_of(std::string(limits::receipt_bytes + 1, 'x'), key) == ReceiptFault::too_large);
    CHECK(fault_of(std::string(limits::receipt_bytes, 'x'), key) == ReceiptFault::not_a_receipt);

    const auto damaged = defect_of(replaced(whole, "index 4", "index 04"), key);
    REQUIRE(damaged);
    CHECK(damaged->fault == ReceiptFault::damaged);
    CHECK(damaged->line == 3);
    CHECK(damaged->words().find("line 3") != std::string::npos);
    for (const char* wrong :
         {"index", "index ", "index -1", "index 4 ", "index 18446744073709551616"})
        CHECK(fault_of(replaced(whole, "index 4", wrong), key) == ReceiptFault::damaged);

    const auto elsewhere =
        defect_of(whole, Signer("other.example/log/1", seed_of(1)).verifier_key());
    REQUIRE(elsewhere);
    CHECK(elsewhere->fault == ReceiptFault::other_log);
    CHECK(elsewhere->words().find(origin) != std::string::npos);
    CHECK(fault_of(whole, Signer(origin, seed_of(2)).verifier_key()) == ReceiptFault::other_key);
    CHECK(fault_of(replaced(whole, "\n7\n", "\n8\n"), key) == ReceiptFault::bad_signature);

    CHECK(fault_of(replaced(whole, "index 4", "index 5"), key) == ReceiptFault::not_included);
    CHECK(fault_of(replaced(whole, "index 4", "index 7"), key) == ReceiptFault::beyond);
    const std::string entry_of_5 = "extra " + base64(*all.log.event_at(5));
    const std::string entry_of_4 = "extra " + base64(*all.log.event_at(4));
    CHECK(fault_of(replaced(whole, entry_of_4, entry_of_5), key) == ReceiptFault::not_included);
    CHECK(fault_of(without_line(whole, "extra "), key) == ReceiptFault::no_entry);

    // A proof for one size under the checkpoint of another.
    const std::string older = all.note();
    REQUIRE(append_many(all.log, 1, stance_event) == Log::Append::durable);
    CHECK(fault_of(replaced(all.receipt(4), all.note(), older), key) == ReceiptFault::not_included);
}

TEST_CASE("an entry given beside the receipt must lead to the root as well") {
    const SignedLog all(7);
    const std::string whole = all.receipt(4);
    const auto right = all.log.event_at(4).value();
    const auto wrong = all.log.event_at(5).value();
    CHECK_FALSE(defect_of(whole, all.key(), right));
    CHECK_FALSE(defect_of(without_line(whole, "extra "), all.key(), right));
    for (const std::string& receipt : {whole, without_line(whole, "extra ")}) {
        const auto bad = defect_of(receipt, all.key(), wrong);
        REQUIRE(bad);
        CHECK(bad->fault == ReceiptFault::not_included);
    }
}

TEST_CASE("signatures of others beside the log's do no harm, one more line of the log's does") {
    const SignedLog all(7);
    const std::string whole = all.receipt(4);
    const std::string other = Signer("witness.example", seed_of(9)).sign("another text\n");
    const std::string cosignature = other.substr(other.find("— "));
    CHECK_FALSE(defect_of(whole + cosignature, all.key()));
    std::string forged = all.signer.sign("another text\n");
    forged = forged.substr(forged.find("— "));
    CHECK(fault_of(whole + forged, all.key()) == ReceiptFault::bad_signature);
    CHECK(fault_of(whole + "— no signature\n" + cosignature, all.key()) == ReceiptFault::damaged);
}

TEST_CASE("limits: the largest entry and the longest proof are read, one more is not") {
    Receipt receipt;
    receipt.entry.emplace(imaginons::events::limits::event_bytes, std::uint8_t{7});
    receipt.proof.resize(limits::receipt_hashes);
    receipt.checkpoint = Signer(origin, seed_of(1)).sign(Checkpoint{origin, {9, {}}}.text());
    CHECK(parse_receipt(receipt.text()).index() == 0);
    receipt.entry->push_back(7);
    CHECK(parse_receipt(receipt.text()).index() == 1);
    receipt.entry->pop_back();
    receipt.proof.emplace_back();
    CHECK(parse_receipt(receipt.text()).index() == 1);
    receipt.proof.pop_back();
    receipt.entry->clear();
    CHECK(parse_receipt(receipt.text()).index() == 1);
}

TEST_CASE("no bytes whatever are more than refused") {
    const std::uint64_t start = seed();
    MESSAGE("seed " << start);
    std::mt19937_64 random(start);
    const SignedLog all(40);
    const std::string whole = all.receipt(33);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = whole;
        for (std::uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
            const std::size_t at = random() % text.size();
            const std::size_t some = random() % std::min<std::size_t>(60, text.size() - at);
            switch (random() % 3) {
                case 0: text[at] = static_cast<char>(random()); break;
                case 1: text.erase(at, some); break;
                default: text.insert(at, text.substr(random() % text.size(), some)); break;
            }
            if (text.empty()) break;
        }
        const std::string tidy = without_editors_marks(text);
        if (tidy != whole) CHECK(defect_of(tidy, all.key()));
        if (text.empty()) continue;
        const auto read = parse_receipt(text);
        // What is read is what was written: nothing in it goes unnoticed.
        if (const auto* receipt = std::get_if<Receipt>(&read)) CHECK(receipt->text() == text);
    }
}

TEST_CASE("the verb says in one sentence what is proven, or what is wrong") {
    const SignedLog all(7);
    const TempDir files;
    std::vector<std::string> witnesses;
    const auto run = [&](std::string_view receipt, const std::string& key,
                         std::string_view entry = {}) {
        spill(files.path / "receipt", receipt);
        if (!entry.empty()) spill(files.path / "entry", entry);
        std::ostringstream out;
        const int code = verify_receipt_command(
            {files.path / "receipt", key, entry.empty() ? "" : files.path / "entry", witnesses},
            out);
        const std::string said = std::move(out).str();
        CHECK(std::count(said.begin(), said.end(), '\n') == 1);
        return std::pair(code, said);
    };
    const std::string key = all.key().text();
    CHECK(run(all.receipt(4), key) ==
          std::pair(0, std::string("valid: entry 4 (StanceTaken, 2023-11-14T22:13:20.004Z) stands "
                                   "unchanged among the 7 entries that the log ") +
                           origin + " has signed\n"));
    const auto bytes = all.log.event_at(4).value();
    const std::string entry(bytes.begin(), bytes.end());
    CHECK(run(without_line(all.receipt(4), "extra "), key, entry).first == 0);
    CHECK(run(all.receipt(5), key, entry).first == 1);
    const auto cut = run(all.receipt(4).substr(0, 100), key);
    CHECK(cut.first == 1);
    CHECK(cut.second.starts_with("not valid: the receipt ends too early"));
    CHECK(run(all.receipt(4), "no key").first == 1);
    std::ostringstream out;
    CHECK(verify_receipt_command({files.path / "absent", key, {}, {}}, out) == 1);
    CHECK(verify_receipt_command({files.path, key, {}, {}}, out) == 1);

    const Cosigner witness("witness.example", seed_of(9));
    const std::string cosigned =
        all.receipt(4) + witness.cosign(Checkpoint{origin, all.log.head()}.text(), 1'800'000'000);
    witnesses = {witness.key().text()};
    CHECK(run(cosigned, key).second.ends_with(" has signed, cosigned by 1\n"));
    CHECK(run(all.receipt(4), key).second ==
          "not valid: the witness witness.example has not cosigned it\n");
    witnesses = {key};
    CHECK(run(cosigned, key).first == 1);
}
