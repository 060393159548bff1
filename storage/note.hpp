// Signed notes, verifier keys and checkpoints in the text formats of C2SP (signed-note,
// tlog-checkpoint), so that clients nobody here wrote can verify. Values only; the files are
// checkpoint.hpp's, receipts are receipt.hpp's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tree.hpp"

namespace imaginons::storage {

using PublicKey = std::array<std::uint8_t, 32>;
using SigningSeed = std::array<std::uint8_t, 32>;
using KeyId = std::array<std::uint8_t, 4>;

// Ed25519 (RFC 8032) by libsodium: refuses non-canonical signatures and keys of small order.
bool verify_ed25519(const PublicKey& key, Bytes message, Bytes signature);

// Names a key and checks its signatures: "name+hex(key id)+base64(0x01 || public key)".
struct VerifierKey {
    std::string name;
    KeyId id{};
    PublicKey key{};

    std::string text() const;
    // Nothing unless the id belongs to name and key.
    static std::optional<VerifierKey> parse(std::string_view text);
};

struct NoteSignature {
    std::string name;
    KeyId key_id{};
    std::vector<std::uint8_t> signature;
};

struct Note {
    std::string text;  // with its final newline
    std::vector<NoteSignature> signatures;

    // Whether `key` signed the text. False as well if any signature of that name and id is wrong.
    bool signed_by(const VerifierKey& key) const;
    // The signature lines of one key, checked or not, as they stood there.
    std::string lines_of(std::string_view key_name, const KeyId& id) const;
    static std::optional<Note> parse(std::string_view bytes);
};

// An Ed25519 key with its name. Signing only reads it: any thread may.
class Signer {
  public:
    Signer(std::string name, const SigningSeed& seed);

    const VerifierKey& verifier_key() const { return verifier_; }
    // The whole note: text, blank line, one signature line. text must end in a newline.
    std::string sign(std::string_view text) const;

  private:
    VerifierKey verifier_;
    std::array<std::uint8_t, 64> secret_{};
};

struct Checkpoint {
    std::string origin;
    tree::Head head;

    // "<origin>\n<size>\n<base64 root>\n"
    std::string text() const;
    // Extension lines cannot be audited and ours has none, so they are refused; a witness, which
    // serves other logs too, looks past them.
    enum class Extensions : std::uint8_t { refused, ignored };
    static std::optional<Checkpoint> parse(std::string_view text,
                                           Extensions extensions = Extensions::refused);
};

// The checkpoint in a note that `key` signed, for the origin that is the key's name.
std::optional<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key);

}  // namespace imaginons::storage
