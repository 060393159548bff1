#include "tests/site/authenticator.hpp"

#include <doctest/doctest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "http/random.hpp"
#include "storage/sha256.hpp"

namespace imaginons::tests {

namespace {

void append(TestBytes& out, const TestBytes& more) {
    out.insert(out.end(), more.begin(), more.end());
}

EVP_PKEY* made(Authenticator::Key kind) {
    return kind == Authenticator::Key::p256 ? EVP_EC_gen("P-256")
                                            : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

}  // namespace

Authenticator::Authenticator(Key kind)
    : id(20), kind_(kind), key_(made(kind), [](EVP_PKEY* key) { EVP_PKEY_free(key); }) {
    REQUIRE(key_);
    http::fill_random(id);
}

Authenticator::Answer Authenticator::create(std::string_view challenge) const {
    return {client_data(challenge, "webauthn.create"), authenticator_data(true), {}};
}

Authenticator::Answer Authenticator::get(std::string_view challenge) {
    if (count != 0) ++count;
    Answer answer{client_data(challenge, "webauthn.get"), authenticator_data(false), {}};
    TestBytes message = answer.authenticator_data;
    const auto digest = storage::sha256(answer.client_data);
    message.insert(message.end(), digest.begin(), digest.end());
    answer.signature = sign(message);
    return answer;
}

TestBytes Authenticator::client_data(std::string_view challenge,
                                     std::string_view right_type) const {
    std::string text = R"({"type":")" + (type.empty() ? std::string(right_type) : type) +
                       R"(","challenge":")" + http::base64url(storage::as_bytes(challenge)) +
                       R"(","origin":")" + origin + '"';
    if (!cross_origin.empty()) text += ",\"crossOrigin\":" + cross_origin;
    text += '}';
    return {text.begin(), text.end()};
}

TestBytes Authenticator::authenticator_data(bool with_key) const {
    const auto site = storage::sha256(storage::as_bytes(relying_party));
    TestBytes out(site.begin(), site.end());
    constexpr unsigned attested = 0x40;
    out.push_back(static_cast<std::uint8_t>((user_present ? 1U : 0U) | (user_verified ? 4U : 0U) |
                                            (with_key ? attested : 0U)));
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        out.push_back(static_cast<std::uint8_t>(count >> shift));
    if (!with_key) return out;
    append(out, TestBytes(16));  // which make of authenticator: not said
    out.push_back(static_cast<std::uint8_t>(id.size() >> 8U));
    out.push_back(static_cast<std::uint8_t>(id.size()));
    append(out, id);
    append(out, cose_key());
    return out;
}

// RFC 9053, 7: maps of small integers.
TestBytes Authenticator::cose_key() const {
    if (kind_ == Key::ed25519) {
        TestBytes out{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20};
        TestBytes point(32);
        std::size_t size = point.size();
        REQUIRE(EVP_PKEY_get_raw_public_key(key_.get(), point.data(), &size) == 1);
        append(out, point);
        return out;
    }
    TestBytes point(65);  // 4, x, y
    std::size_t size = 0;
    REQUIRE(EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                            point.size(), &size) == 1);
    REQUIRE(size == point.size());
    TestBytes out{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20};
    out.insert(out.end(), point.begin() + 1, point.begin() + 33);
    append(out, {0x22, 0x58, 0x20});
    out.insert(out.end(), point.begin() + 33, point.end());
    return out;
}

TestBytes Authenticator::sign(const TestBytes& message) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    const EVP_MD* digest = kind_ == Key::p256 ? EVP_sha256() : nullptr;
    REQUIRE(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1);
    TestBytes signature(128);
    std::size_t size = signature.size();
    REQUIRE(EVP_DigestSign(context.get(), signature.data(), &size, message.data(),
                           message.size()) == 1);
    signature.resize(size);
    return signature;
}

}  // namespace imaginons::tests
