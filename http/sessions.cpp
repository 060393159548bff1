// Sessions are looked up by the digest of their token, so that the table's timing says nothing
// about tokens.
#include "http/sessions.hpp"

#include <charconv>
#include <cstring>

#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/query.hpp"
#include "http/random.hpp"

namespace imaginons::http {

namespace {

constexpr std::size_t token_chars = 43;
constexpr std::string_view attributes = "; Path=/; HttpOnly; SameSite=Lax";

bool is_bearer(std::string_view scheme) {
    constexpr std::string_view bearer = "bearer ";
    if (scheme.size() < bearer.size()) return false;
    for (std::size_t i = 0; i < bearer.size(); ++i) {
        const char c = scheme[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != bearer[i])
            return false;
    }
    return true;
}

}  // namespace

std::size_t Sessions::DigestHash::operator()(const storage::Digest& digest) const {
    std::size_t hash;
    std::memcpy(&hash, digest.data() + 8, sizeof hash);
    return hash;
}

Sessions::Sessions(const storage::Vault& vault, bool https) : vault_(vault), https_(https) {}

std::string Sessions::cookie(std::string_view token) const {
    const auto lifetime =
        std::chrono::duration_cast<std::chrono::seconds>(limits::session_lifetime);
    std::string out(cookie_name());
    out += '=';
    out += token;
    out += attributes;
    out += "; Max-Age=" + std::to_string(lifetime.count());
    if (https_) out += "; Secure";
    return out;
}

std::string Sessions::cookie_end() const {
    std::string out(cookie_name());
    out += '=';
    out += attributes;
    out += "; Max-Age=0";
    if (https_) out += "; Secure";
    return out;
}

Sessions::Shard& Sessions::shard(const storage::Digest& digest) {
    return shards_[digest[0] % shards];
}

std::optional<storage::Session> Sessions::find(std::string_view token, std::int64_t now_ms) {
    if (token.size() != token_chars) return std::nullopt;
    const storage::Digest digest = storage::sha256(storage::as_bytes(token));
    Shard& part = shard(digest);
    {
        const std::lock_guard lock(part.mutex);
        const auto found = part.held.find(digest);
        if (found != part.held.end()) {
            if (found->second.expires_at_ms > now_ms) return found->second;
            part.held.erase(found);
            return std::nullopt;
        }
    }
    const std::uint64_t forgotten = forgotten_.load();
    std::optional<storage::Session> session = vault_.read().session(token);
    if (!session || session->expires_at_ms <= now_ms) return std::nullopt;
    const std::lock_guard lock(part.mutex);
    if (forgotten != forgotten_.load()) return session;
    // Starting over is crude, and harmless: the vault has them all.
    if (part.held.size() >= limits::sessions_held / shards) part.held.clear();
    part.held.emplace(digest, *session);
    return session;
}

std::optional<SignedIn> Sessions::by_cookie(std::string_view header, std::int64_t now_ms) {
    const auto token = find_cookie(header, cookie_name());
    if (!token) return std::nullopt;
    const auto session = find(*token, now_ms);
    if (!session || session->kind != storage::SessionKind::browser) return std::nullopt;
    const std::int32_t day = today(now_ms);
    const bool first_today = session->seen_on != day && note_seen(*token, day);
    return SignedIn{session->person, std::string(*token), first_today};
}

std::optional<SignedIn> Sessions::by_bearer(std::string_view header, std::int64_t now_ms) {
    if (!is_bearer(header)) return std::nullopt;
    const std::string_view token = header.substr(7);
    const auto session = find(token, now_ms);
    if (!session || session->kind != storage::SessionKind::api) return std::nullopt;
    return SignedIn{session->person, std::string(token)};
}

bool Sessions::note_seen(std::string_view token, std::int32_t day) {
    const storage::Digest digest = storage::sha256(storage::as_bytes(token));
    Shard& part = shard(digest);
    const std::lock_guard lock(part.mutex);
    const auto found = part.held.find(digest);
    if (found == part.held.end() || found->second.seen_on == day) return false;
    found->second.seen_on = day;
    return true;
}

void Sessions::forget(std::string_view token) {
    forget(storage::sha256(storage::as_bytes(token)));
}

void Sessions::forget(const storage::Digest& id) {
    Shard& part = shard(id);
    const std::lock_guard lock(part.mutex);
    part.held.erase(id);
}

void Sessions::forget_all() {
    forgotten_.fetch_add(1);
    for (Shard& part : shards_) {
        const std::lock_guard lock(part.mutex);
        part.held.clear();
    }
}

std::string Sessions::form_token(const SignedIn& who) const {
    return base64url(vault_.request_key().mac(
        {storage::as_bytes("form of session\n"), storage::as_bytes(who.token)}));
}

bool Sessions::fits(const SignedIn& who, std::string_view given) const {
    return equal_secrets(form_token(who), given);
}

std::string Sessions::visitor_form_token(std::int64_t now_ms) const {
    const std::string time = std::to_string(now_ms);
    const auto mac =
        vault_.request_key().mac({storage::as_bytes("form of visitor\n"), storage::as_bytes(time)});
    return time + '.' + base64url(mac);
}

bool Sessions::visitor_form_token_fits(std::string_view given, std::int64_t now_ms) const {
    const std::size_t dot = given.find('.');
    if (dot == std::string_view::npos) return false;
    std::int64_t made_ms = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + dot, made_ms);
    if (error != std::errc{} || end != given.data() + dot) return false;
    if (!equal_secrets(visitor_form_token(made_ms), given)) return false;
    const auto age = std::chrono::milliseconds(now_ms - made_ms);
    return age >= std::chrono::milliseconds(0) && age <= limits::form_lifetime;
}

}  // namespace imaginons::http
