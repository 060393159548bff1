// The steps of WebAuthn level 2, 7.1 and 7.2, without attestation.
#include "http/passkeys.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <memory>

#include "http/app_limits.hpp"
#include "http/random.hpp"
#include "storage/limits.hpp"

namespace imaginons::http {

namespace {

namespace json = boost::json;
using storage::Passkey;
using storage::PasskeyAlgorithm;

constexpr std::uint8_t user_present = 0x01;
constexpr std::uint8_t user_verified = 0x04;
constexpr PasskeyAlgorithm algorithms[] = {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa,
                                           PasskeyAlgorithm::rs256};

template <class T, void (*release)(T**)>
struct Freed {
    void operator()(T* held) const { release(&held); }
};
using Credential = std::unique_ptr<fido_cred_t, Freed<fido_cred_t, fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, Freed<fido_assert_t, fido_assert_free>>;

std::array<std::uint8_t, 32> drawn_key() {
    std::array<std::uint8_t, 32> key;
    fill_random(key);
    return key;
}

// The only member that may be absent is crossOrigin, which old browsers do not write.
bool is_the_answer(const RelyingParty& site, std::string_view challenge, std::string_view type,
                   const PasskeyBytes& client_data) {
    boost::system::error_code error;
    const std::string_view text(reinterpret_cast<const char*>(client_data.data()),
                                client_data.size());
    const json::value parsed = json::parse(text, error);
    const json::object* object = error ? nullptr : parsed.if_object();
    if (object == nullptr) return false;
    const auto is = [&](std::string_view name, std::string_view wanted) {
        const json::value* value = object->if_contains(name);
        return value != nullptr && value->is_string() &&
               std::string_view(value->get_string()) == wanted;
    };
    const json::value* crossed = object->if_contains("crossOrigin");
    const bool from_a_frame = crossed != nullptr && !(crossed->is_bool() && !crossed->get_bool());
    return is("type", type) && is("challenge", base64url(storage::as_bytes(challenge))) &&
           is("origin", site.origin) && !from_a_frame;
}

bool is_for(const RelyingParty& site, const PasskeyBytes& authenticator_data) {
    const storage::Digest wanted = storage::sha256(storage::as_bytes(site.id));
    return authenticator_data.size() >= wanted.size() &&
           std::equal(wanted.begin(), wanted.end(), authenticator_data.begin());
}

// The public key is read for one algorithm at a time.
Credential credential_in(const PasskeyBytes& data, PasskeyAlgorithm algorithm) {
    Credential credential(fido_cred_new());
    const bool read =
        credential &&
        fido_cred_set_type(credential.get(), static_cast<int>(algorithm)) == FIDO_OK &&
        fido_cred_set_authdata_raw(credential.get(), data.data(), data.size()) == FIDO_OK;
    return read ? std::move(credential) : nullptr;
}

template <class Key, Key* (*make)(), void (*release)(Key**),
          int (*read)(Key*, const void*, std::size_t)>
bool is_signed(const fido_assert_t* assertion, const Passkey& passkey) {
    const std::unique_ptr<Key, Freed<Key, release>> key(make());
    return key &&
           read(key.get(), passkey.public_key.data(), passkey.public_key.size()) == FIDO_OK &&
           fido_assert_verify(assertion, 0, static_cast<int>(passkey.algorithm), key.get()) ==
               FIDO_OK;
}

bool is_signed_by(const fido_assert_t* assertion, const Passkey& passkey) {
    switch (passkey.algorithm) {
        case PasskeyAlgorithm::es256:
            return is_signed<es256_pk_t, es256_pk_new, es256_pk_free, es256_pk_from_ptr>(assertion,
                                                                                         passkey);
        case PasskeyAlgorithm::eddsa:
            return is_signed<eddsa_pk_t, eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr>(assertion,
                                                                                         passkey);
        case PasskeyAlgorithm::rs256:
            return is_signed<rs256_pk_t, rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr>(assertion,
                                                                                         passkey);
    }
    return false;
}

}  // namespace

std::optional<RelyingParty> relying_party(std::string_view origin) {
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    std::string_view host = origin.substr(scheme + 3);
    if (host.starts_with('[')) return std::nullopt;
    host = host.substr(0, host.find(':'));
    // No top-level domain begins with a digit: what does is an IPv4 address.
    const std::string_view last = host.substr(host.rfind('.') + 1);
    if (last.empty() || (last.front() >= '0' && last.front() <= '9')) return std::nullopt;
    const bool local = host == "localhost" || host.ends_with(".localhost");
    if (origin.substr(0, scheme) != "https" && !local) return std::nullopt;
    return RelyingParty{std::string(host), std::string(origin)};
}

PasskeyChallenges::PasskeyChallenges() : key_(drawn_key()) {
    fido_init(0);
}

std::string PasskeyChallenges::signature(PasskeyAct act, std::string_view whose,
                                         std::string_view head) const {
    const std::string_view name = act == PasskeyAct::create ? "create\n" : "get\n";
    return base64url(key_.mac({storage::as_bytes(name), storage::as_bytes(head),
                               storage::as_bytes("\n"), storage::as_bytes(whose)}));
}

// "1795730000000.<random>.<signature>": the time is when it expires.
std::string PasskeyChallenges::issue(PasskeyAct act, std::string_view whose,
                                     std::int64_t now_ms) const {
    const std::chrono::milliseconds lifetime = limits::passkey_challenge_lifetime;
    const std::string head = std::to_string(now_ms + lifetime.count()) + '.' + random_token();
    return head + '.' + signature(act, whose, head);
}

bool PasskeyChallenges::use(PasskeyAct act, std::string_view whose, std::string_view challenge,
                            std::int64_t now_ms) {
    const std::size_t last = challenge.rfind('.');
    if (last == std::string_view::npos) return false;
    const std::string_view head = challenge.substr(0, last);
    if (!equal_secrets(signature(act, whose, head), challenge.substr(last + 1))) return false;
    std::int64_t expires_at = 0;
    std::from_chars(head.data(), head.data() + head.size(), expires_at);
    if (expires_at <= now_ms) return false;
    const std::lock_guard lock(mutex_);
    std::erase_if(used_, [&](const auto& each) { return each.second <= now_ms; });
    if (used_.size() >= limits::passkey_challenges_used) return false;
    return used_.emplace(challenge, expires_at).second;
}

std::optional<Passkey> registered(const RelyingParty& site, std::string_view challenge,
                                  const PasskeyRegistration& given) {
    if (!is_the_answer(site, challenge, "webauthn.create", given.client_data) ||
        !is_for(site, given.authenticator_data))
        return std::nullopt;
    for (const PasskeyAlgorithm algorithm : algorithms) {
        const Credential credential = credential_in(given.authenticator_data, algorithm);
        if (!credential) continue;
        constexpr std::uint8_t wanted = user_present | user_verified;
        if ((fido_cred_flags(credential.get()) & wanted) != wanted) return std::nullopt;
        Passkey passkey;
        passkey.algorithm = algorithm;
        const auto* id = fido_cred_id_ptr(credential.get());
        passkey.id.assign(id, id + fido_cred_id_len(credential.get()));
        const auto* key = fido_cred_pubkey_ptr(credential.get());
        passkey.public_key.assign(key, key + fido_cred_pubkey_len(credential.get()));
        passkey.sign_count = fido_cred_sigcount(credential.get());
        const bool fits = !passkey.id.empty() &&
                          passkey.id.size() <= storage::limits::passkey_id_bytes &&
                          passkey.public_key.size() <= storage::limits::passkey_key_bytes;
        if (!fits) return std::nullopt;
        return passkey;
    }
    return std::nullopt;
}

PasskeyKept keep_passkey(storage::VaultTxn& txn, const events::PersonId& person,
                         const Passkey& passkey) {
    if (!txn.view().holds(person)) return PasskeyKept::no_person;
    std::vector<Passkey> passkeys = txn.view().passkeys_of(person);
    if (passkeys.size() >= storage::limits::passkeys_of_person) return PasskeyKept::too_many;
    passkeys.push_back(passkey);
    txn.put_passkeys(person, passkeys);
    return PasskeyKept::yes;
}

std::optional<std::uint32_t> asserted(const RelyingParty& site, std::string_view challenge,
                                      const PasskeyAssertion& given, const Passkey& passkey) {
    if (!is_the_answer(site, challenge, "webauthn.get", given.client_data)) return std::nullopt;
    const Assertion assertion(fido_assert_new());
    fido_assert_t* at = assertion.get();
    const bool read =
        at != nullptr &&
        fido_assert_set_clientdata(at, given.client_data.data(), given.client_data.size()) ==
            FIDO_OK &&
        fido_assert_set_rp(at, site.id.c_str()) == FIDO_OK &&
        fido_assert_set_up(at, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_uv(at, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_count(at, 1) == FIDO_OK &&
        fido_assert_set_authdata_raw(at, 0, given.authenticator_data.data(),
                                     given.authenticator_data.size()) == FIDO_OK &&
        fido_assert_set_sig(at, 0, given.signature.data(), given.signature.size()) == FIDO_OK;
    if (!read || !is_signed_by(at, passkey)) return std::nullopt;
    const std::uint32_t count = fido_assert_sigcount(at, 0);
    const bool counts = count != 0 || passkey.sign_count != 0;
    if (counts && count <= passkey.sign_count) return std::nullopt;
    return count;
}

}  // namespace imaginons::http
