// Cosignatures of witnesses (C2SP tlog-cosignature, Ed25519, signature type 0x04): "as of this
// time, the largest consistent tree of this log that I have seen has this root". Values only; what
// a witness must check before it says so is witness.hpp.
#pragma once

#include "storage/note.hpp"

namespace imaginons::storage {

// Names a witness and checks its cosignatures: "name+hex(key id)+base64(0x04 || public key)". Not a
// VerifierKey: a log's key cosigns nothing, a witness's signs no log.
struct CosignerKey {
    std::string name;
    KeyId id{};
    PublicKey key{};

    std::string text() const;
    // Nothing unless the id belongs to name and key.
    static std::optional<CosignerKey> parse(std::string_view text);

    // When this key cosigned the note, in seconds since 1970. Nothing if it did not, or if any
    // signature of that name and id is wrong.
    std::optional<std::uint64_t> cosigned_at(const Note& note) const;

    friend bool operator==(const CosignerKey&, const CosignerKey&) = default;
};

// A witness's Ed25519 key with its name. Signing only reads it: any thread may.
class Cosigner {
  public:
    // Throws Error if keys cannot have this name.
    Cosigner(std::string name, const SigningSeed& seed);

    const CosignerKey& key() const { return key_; }
    // One signature line over the text of a checkpoint, which ends in a newline. time_s: seconds
    // since 1970, not 0.
    std::string cosign(std::string_view text, std::uint64_t time_s) const;

  private:
    CosignerKey key_;
    std::array<std::uint8_t, 64> secret_{};
};

}  // namespace imaginons::storage
