// Signed notes and checkpoints against the C2SP texts and other people's vectors.
#include "storage/note.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "storage/base64.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;
namespace json = boost::json;

namespace {

// From C2SP signed-note.
constexpr std::string_view example_key =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view example_note =
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";

SigningSeed counting_seed() {
    SigningSeed seed;
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
    return seed;
}

std::vector<std::uint8_t> from_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(
            static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return bytes;
}

}  // namespace

TEST_CASE("the example of the signed-note specification verifies") {
    const auto key = VerifierKey::parse(example_key);
    REQUIRE(key);
    CHECK(key->text() == example_key);
    const auto note = Note::parse(example_note);
    REQUIRE(note);
    CHECK(note->text == "This is an example message.\n");
    CHECK(note->signed_by(*key));
    std::string changed(example_note);
    changed[0] = 't';
    CHECK_FALSE(Note::parse(changed)->signed_by(*key));
}

TEST_CASE("a verifier key with another id, type, length or name is none") {
    for (const char* wrong :
         {"", "example.com/foo", "example.com/foo+530d903a",
          "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
          "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
          "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"}) {
        CAPTURE(wrong);
        CHECK_FALSE(VerifierKey::parse(wrong));
    }
}

TEST_CASE("base64 is read strictly: one text for the same bytes, nothing else") {
    CHECK(parse_base64("AA8/") == std::vector<std::uint8_t>{0x00, 0x0F, 0x3F});
    CHECK(parse_base64("AA==") == std::vector<std::uint8_t>{0x00});
    for (const char* wrong :
         {"AA", "AA=", "AB==", "AA8/ ", " AA8/", "AA\n8/", "AA-_", "AA\xFF/", "=AAA"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_base64(wrong));
    }
}

TEST_CASE("what is not a signed note is refused") {
    const std::string signature(example_note.substr(example_note.find("— ")));
    for (const std::string& wrong : {
             std::string(),
             std::string("text\n"),
             std::string("text\n\n"),
             "text\n" + signature,
             "text\n\n" + signature.substr(0, signature.size() - 1),
             "te\rxt\n\n" + signature,
             "te\xFFxt\n\n" + signature,
             std::string("text\n\n— name AAAA\n"),
             std::string("text\n\n— na+me AAAAAAAA\n"),
             std::string("text\n\n—  AAAAAAAA\n"),
             std::string("text\n\n- name AAAAAAAA\n"),
             std::string("text\n\n— name AAAAAAA\n"),
         }) {
        CAPTURE(wrong);
        CHECK_FALSE(Note::parse(wrong));
    }
    std::string many = "text\n\n";
    for (std::size_t i = 0; i < limits::note_signatures; ++i) many += signature;
    CHECK(Note::parse(many));
    CHECK_FALSE(Note::parse(many + signature));
}

TEST_CASE("text may hold blank lines, and unknown signatures are ignored, known false ones not") {
    const Signer signer("a.example/log", counting_seed());
    const VerifierKey& key = signer.verifier_key();
    const std::string note = signer.sign("one\n\ntwo\n");
    REQUIRE(Note::parse(note));
    CHECK(Note::parse(note)->text == "one\n\ntwo\n");
    CHECK(Note::parse(note)->signed_by(key));
    CHECK(Note::parse(note + "— other.example AAAAAAAAAAAA\n")->signed_by(key));
    const std::string false_one = signer.sign("three\n").substr(7);
    CHECK_FALSE(Note::parse(note + false_one)->signed_by(key));
    CHECK_FALSE(Note::parse("one\n\n— other.example AAAAAAAAAAAA\n")->signed_by(key));
}

TEST_CASE("a signer is named like a URL: without spaces, plus signs or line breaks") {
    for (const char* wrong : {"", "a b", "a+b", "a\nb", "a\u00A0b", "a\xFF"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(Signer(wrong, counting_seed()), Error);
    }
}

TEST_CASE("the verifier key of the format's check value is this program's too") {
    const Signer signer("participation.annemasse.example/log/1", counting_seed());
    CHECK(signer.verifier_key().text() ==
          "participation.annemasse.example/log/1+84ea23c0+"
          "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
}

TEST_CASE("a checkpoint is read back as written and only in its exact form") {
    const Checkpoint checkpoint{"a.example/log", {70000, sha256(as_bytes("root"))}};
    const auto read = Checkpoint::parse(checkpoint.text());
    REQUIRE(read);
    CHECK(read->origin == checkpoint.origin);
    CHECK(read->head == checkpoint.head);
    const std::string root = base64(checkpoint.head.root);
    for (const std::string& wrong :
         {std::string(), "a\n1\n" + root, "a\n01\n" + root + "\n", "a\n-1\n" + root + "\n",
          "a\n\n" + root + "\n", "\n1\n" + root + "\n", "a\n1\n" + root + "\nextension\n",
          std::string("a\n1\nAAAA\n"), "a\n18446744073709551616\n" + root + "\n",
          "a\n1 \n" + root + "\n"}) {
        CAPTURE(wrong);
        CHECK_FALSE(Checkpoint::parse(wrong));
    }
}

TEST_CASE("a checkpoint opens with its log's key only") {
    const Signer ours("a.example/log", counting_seed());
    const Signer renamed("b.example/log", counting_seed());
    const Checkpoint checkpoint{"a.example/log", {5, sha256(as_bytes("root"))}};
    const std::string note = ours.sign(checkpoint.text());
    REQUIRE(open_checkpoint(note, ours.verifier_key()));
    CHECK(open_checkpoint(note, ours.verifier_key())->head == checkpoint.head);
    CHECK_FALSE(open_checkpoint(note, renamed.verifier_key()));
    CHECK_FALSE(open_checkpoint(renamed.sign(checkpoint.text()), renamed.verifier_key()));
    std::string other_size = note;
    other_size[other_size.find("\n5\n") + 1] = '6';
    CHECK_FALSE(open_checkpoint(other_size, ours.verifier_key()));
}

TEST_CASE("Tessera's checkpoints are read, with the size that their file names") {
    const auto log = shared_data / "tlog" / "log";
    if (!std::filesystem::exists(log)) {
        MESSAGE("skipped: the shared Tessera log is not there");
        return;
    }
    for (std::uint64_t size = 0; size <= 15; ++size) {
        const auto note = Note::parse(slurp(log / ("checkpoint." + std::to_string(size))));
        CAPTURE(size);
        REQUIRE(note);
        const auto checkpoint = Checkpoint::parse(note->text);
        REQUIRE(checkpoint);
        CHECK(checkpoint->head.size == size);
    }
}

TEST_CASE("Wycheproof's Ed25519 signatures are accepted and refused as it says") {
    const auto file = shared_data / "ed25519" / "wycheproof_ed25519_test.json";
    if (!std::filesystem::exists(file)) {
        MESSAGE("skipped: the shared Ed25519 vectors are not there");
        return;
    }
    int checked = 0;
    const json::value parsed = json::parse(slurp(file));
    for (const json::value& group : parsed.at("testGroups").as_array()) {
        const auto key_bytes = from_hex(group.at("publicKey").at("pk").as_string());
        REQUIRE(key_bytes.size() == 32);
        PublicKey key;
        std::copy(key_bytes.begin(), key_bytes.end(), key.begin());
        for (const json::value& test : group.at("tests").as_array()) {
            const auto message = from_hex(test.at("msg").as_string());
            const auto signature = from_hex(test.at("sig").as_string());
            CAPTURE(test.at("tcId").to_number<int>());
            CHECK(verify_ed25519(key, message, signature) == (test.at("result") == "valid"));
            ++checked;
        }
    }
    CHECK(checked == parsed.at("numberOfTests").to_number<int>());
}
