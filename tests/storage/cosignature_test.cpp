// Cosignatures against the C2SP text, another implementation's signature, and a checkpoint that
// witnesses of the public network have cosigned.
#include "storage/cosignature.hpp"

#include <doctest/doctest.h>

#include "storage/base64.hpp"
#include "storage/note_parts.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

// The example of C2SP tlog-cosignature, and its time.
constexpr std::string_view example_text =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
constexpr std::uint64_t example_time = 1679315147;

SigningSeed counting_seed() {
    SigningSeed seed;
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
    return seed;
}

Note cosigned(const std::string& lines) {
    std::string text(example_text);
    text += '\n';
    text += lines;
    const auto note = Note::parse(text);
    REQUIRE(note);
    return *note;
}

// A line whose 72 bytes are given instead of made.
std::string line_of(const CosignerKey& key, std::uint64_t time_s, Bytes ed25519) {
    std::vector<std::uint8_t> bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(time_s >> shift));
    bytes.insert(bytes.end(), ed25519.begin(), ed25519.end());
    return note_parts::signature_line(key.name, key.id, bytes);
}

}  // namespace

TEST_CASE("a cosignature is what the specification's construction gives elsewhere, byte by byte") {
    // Made with the Ed25519 of OpenSSL over "cosignature/v1\ntime 1679315147\n" and the text.
    const Cosigner cosigner("temoin.example/w1", counting_seed());
    CHECK(cosigner.key().text() ==
          "temoin.example/w1+2af27334+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
    CHECK(cosigner.cosign(example_text, example_time) ==
          "— temoin.example/w1 KvJzNAAAAABkGFDLBuRDazBLVac2NE+Y+IjbjQOcXLfF9CSDZVUIoS83rE1nFZsVE8"
          "YiWV6Ngr7lV8H6bdoBQGP/l73euDMQ9k+bBQ==\n");
}

TEST_CASE("a public log's checkpoint with the cosignatures of four public witnesses verifies") {
    const std::string note_text =
        "arche2025h1.staging.ct.transparency.dev\n1432088532\n"
        "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
        "— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGR"
        "EPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
        "— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzb"
        "C3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
        "— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzw"
        "Z2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
        "— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iE"
        "cxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
        "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX"
        "9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
        "— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+A"
        "JmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";
    const auto log = VerifierKey::parse(
        "arche2025h1.staging.ct.transparency.dev+ba2f06c0+"
        "AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");
    const auto remora =
        CosignerKey::parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");
    REQUIRE(log);
    REQUIRE(remora);
    CHECK(remora->text() == "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");
    REQUIRE(open_checkpoint(note_text, *log));
    CHECK(open_checkpoint(note_text, *log)->head.size == 1432088532);
    CHECK(remora->cosigned_at(*Note::parse(note_text)) == 0x6A122120);

    std::string other_size = note_text;
    other_size.replace(other_size.find("1432088532"), 10, "1432088533");
    CHECK_FALSE(open_checkpoint(other_size, *log));
    CHECK_FALSE(remora->cosigned_at(*Note::parse(other_size)));
}

TEST_CASE("a log's key and a witness's are not taken for each other, also with the same bytes") {
    const Signer signer("a.example", counting_seed());
    const Cosigner cosigner("a.example", counting_seed());
    CHECK(signer.verifier_key().id != cosigner.key().id);
    CHECK_FALSE(CosignerKey::parse(signer.verifier_key().text()));
    CHECK_FALSE(VerifierKey::parse(cosigner.key().text()));
    CHECK(CosignerKey::parse(cosigner.key().text()) == cosigner.key());
    const Note note = cosigned(cosigner.cosign(example_text, example_time));
    CHECK_FALSE(note.signed_by(signer.verifier_key()));
    CHECK_FALSE(cosigner.key().cosigned_at(*Note::parse(signer.sign(example_text))));
}

TEST_CASE("a cosignature covers the time, every line of the text, and nothing of other witnesses") {
    const Cosigner cosigner("temoin.example/w1", counting_seed());
    const CosignerKey& key = cosigner.key();
    const std::string line = cosigner.cosign(example_text, example_time);
    CHECK(key.cosigned_at(cosigned(line)) == example_time);
    CHECK(key.cosigned_at(cosigned("— other.example AAAAAAAAAAAA\n" + line)) == example_time);
    // Of two, the later one: a refreshed cosignature may stand beside the old.
    const std::string later = cosigner.cosign(example_text, example_time + 5);
    CHECK(key.cosigned_at(cosigned(later + line)) == example_time + 5);

    std::string extended(example_text);
    extended += "extension\n";
    const auto note = Note::parse(extended + "\n" + cosigner.cosign(extended, example_time));
    REQUIRE(note);
    CHECK(key.cosigned_at(*note) == example_time);
    CHECK_FALSE(key.cosigned_at(*Note::parse(extended + "\n" + line)));
}

TEST_CASE("wrong cosignatures are none, and one wrong one of a known key spoils the right ones") {
    const Cosigner cosigner("temoin.example/w1", counting_seed());
    const CosignerKey& key = cosigner.key();
    const std::string line = cosigner.cosign(example_text, example_time);
    const auto bytes = note_parts::parse_signature_line(line.substr(0, line.size() - 1));
    REQUIRE(bytes);
    const Bytes ed25519 = Bytes(bytes->signature).subspan(8);
    CHECK(line_of(key, example_time, ed25519) == line);
    for (const std::string& wrong :
         {line_of(key, example_time + 1, ed25519), line_of(key, 0, ed25519),
          line_of(key, example_time | std::uint64_t{1} << 63, ed25519),
          line_of(key, example_time, ed25519.first(63)),
          note_parts::signature_line(key.name, key.id, ed25519),
          note_parts::signature_line(key.name, key.id, Bytes(bytes->signature).first(1))}) {
        CAPTURE(wrong);
        CHECK_FALSE(key.cosigned_at(cosigned(wrong)));
        CHECK_FALSE(key.cosigned_at(cosigned(line + wrong)));
        CHECK_FALSE(key.cosigned_at(cosigned(wrong + line)));
    }
    const Cosigner other("temoin.example/w2", counting_seed());
    CHECK_FALSE(key.cosigned_at(cosigned(other.cosign(example_text, example_time))));
}

TEST_CASE("a checkpoint with cosignature lines opens like the bare one") {
    const Signer signer("a.example/log", counting_seed());
    const Cosigner cosigner("temoin.example/w1", counting_seed());
    const Checkpoint checkpoint{"a.example/log", {5, sha256(as_bytes("root"))}};
    std::string note = signer.sign(checkpoint.text());
    for (int i = 0; i < 16; ++i) note += cosigner.cosign(checkpoint.text(), example_time);
    const auto opened = open_checkpoint(note, signer.verifier_key());
    REQUIRE(opened);
    CHECK(opened->head == checkpoint.head);
}

TEST_CASE("extension lines are refused in our own checkpoints and looked past in others'") {
    const Checkpoint checkpoint{"a.example/log", {5, sha256(as_bytes("root"))}};
    const auto ignored = Checkpoint::Extensions::ignored;
    CHECK(Checkpoint::parse(checkpoint.text(), ignored)->head == checkpoint.head);
    CHECK(Checkpoint::parse(checkpoint.text() + "one\ntwo\n", ignored)->head == checkpoint.head);
    CHECK_FALSE(Checkpoint::parse(checkpoint.text() + "one\n"));
    CHECK_FALSE(Checkpoint::parse(checkpoint.text() + "\none\n", ignored));
    CHECK_FALSE(Checkpoint::parse(checkpoint.text() + "one", ignored));
}
