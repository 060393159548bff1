// How many there are, then for each a head of fixed size and its three strings, then zeros
// (FORMAT.md).
#include "storage/passkey.hpp"

#include <cassert>
#include <cstring>

#include "storage/limits.hpp"

namespace imaginons::storage {

namespace {

struct Head {
    std::int64_t created_at_ms;
    std::int32_t seen_on;
    std::uint32_t sign_count;
    std::int32_t algorithm;
    std::uint16_t id_bytes;
    std::uint16_t key_bytes;
    std::uint8_t name_bytes;
    std::uint8_t zeros[7];
};
static_assert(sizeof(Head) == 32);

bool is_known(const Head& head) {
    const auto algorithm = static_cast<PasskeyAlgorithm>(head.algorithm);
    const bool known = algorithm == PasskeyAlgorithm::es256 ||
                       algorithm == PasskeyAlgorithm::eddsa || algorithm == PasskeyAlgorithm::rs256;
    return known && head.id_bytes <= limits::passkey_id_bytes &&
           head.key_bytes <= limits::passkey_key_bytes &&
           head.name_bytes <= limits::passkey_name_bytes;
}

void append(std::vector<std::uint8_t>& out, const void* from, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    out.insert(out.end(), bytes, bytes + size);
}

// Takes `size` bytes off the front; false, and nothing is taken, if they are not there.
bool take(events::Bytes& from, void* into, std::size_t size) {
    if (from.size() < size) return false;
    if (size != 0) std::memcpy(into, from.data(), size);
    from = from.subspan(size);
    return true;
}

}  // namespace

std::vector<std::uint8_t> encoded(const std::vector<Passkey>& passkeys) {
    assert(passkeys.size() <= limits::passkeys_of_person);
    std::vector<std::uint8_t> out;
    const std::uint64_t count = passkeys.size();
    append(out, &count, sizeof count);
    for (const Passkey& passkey : passkeys) {
        const Head head{passkey.created_at_ms,
                        passkey.seen_on,
                        passkey.sign_count,
                        static_cast<std::int32_t>(passkey.algorithm),
                        static_cast<std::uint16_t>(passkey.id.size()),
                        static_cast<std::uint16_t>(passkey.public_key.size()),
                        static_cast<std::uint8_t>(passkey.name.size()),
                        {}};
        assert(is_known(head));
        append(out, &head, sizeof head);
        append(out, passkey.id.data(), passkey.id.size());
        append(out, passkey.public_key.data(), passkey.public_key.size());
        append(out, passkey.name.data(), passkey.name.size());
    }
    constexpr std::size_t step = limits::passkey_step_bytes;
    out.resize((out.size() + step - 1) / step * step);
    return out;
}

std::optional<std::vector<Passkey>> decode_passkeys(events::Bytes bytes) {
    std::uint64_t count = 0;
    if (!take(bytes, &count, sizeof count) || count > limits::passkeys_of_person)
        return std::nullopt;
    std::vector<Passkey> passkeys;
    for (std::uint64_t i = 0; i < count; ++i) {
        Head head{};
        if (!take(bytes, &head, sizeof head) || !is_known(head)) return std::nullopt;
        Passkey passkey;
        passkey.id.resize(head.id_bytes);
        passkey.public_key.resize(head.key_bytes);
        passkey.name.resize(head.name_bytes);
        const bool whole = take(bytes, passkey.id.data(), head.id_bytes) &&
                           take(bytes, passkey.public_key.data(), head.key_bytes) &&
                           take(bytes, passkey.name.data(), head.name_bytes);
        if (!whole) return std::nullopt;
        passkey.algorithm = static_cast<PasskeyAlgorithm>(head.algorithm);
        passkey.sign_count = head.sign_count;
        passkey.created_at_ms = head.created_at_ms;
        passkey.seen_on = head.seen_on;
        passkeys.push_back(std::move(passkey));
    }
    return passkeys;
}

}  // namespace imaginons::storage
