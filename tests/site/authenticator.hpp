// An authenticator in memory, as WebAuthn describes one: makes a key, and answers for it with the
// bytes that a browser would hand over. Every part can be made wrong before it answers.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::tests {

using TestBytes = std::vector<std::uint8_t>;

class Authenticator {
  public:
    enum class Key : std::uint8_t { p256, ed25519 };
    explicit Authenticator(Key kind = Key::p256);

    struct Answer {
        TestBytes client_data;
        TestBytes authenticator_data;
        TestBytes signature;  // of get() only
    };
    Answer create(std::string_view challenge) const;
    Answer get(std::string_view challenge);

    std::string relying_party = "localhost";
    std::string origin = "http://localhost:8080";
    std::string type;          // empty: the right one
    std::string cross_origin;  // "true", "false"; empty: no such member
    bool user_present = true;
    bool user_verified = true;
    std::uint32_t count = 0;  // the next signature's
    TestBytes id;

  private:
    TestBytes client_data(std::string_view challenge, std::string_view right_type) const;
    TestBytes authenticator_data(bool with_key) const;
    TestBytes cose_key() const;
    TestBytes sign(const TestBytes& message) const;

    Key kind_;
    std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace imaginons::tests
