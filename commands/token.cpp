// Joins and accepts through the engine like everybody; only the session goes straight to the vault.
#include "commands/token.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ostream>
#include <system_error>

#include "commands/engine.hpp"
#include "commands/erasure.hpp"
#include "commands/import_plan.hpp"
#include "storage/base64.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> random_bytes() {
    std::array<std::uint8_t, N> bytes;
    // Up to 256 bytes come whole or not at all (getrandom(2)).
    static_assert(N <= 256);
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    return bytes;
}

// 256 bits in base64url without padding (RFC 4648, 5): 43 characters, the form of every session's
// token.
std::string new_token() {
    std::string text = storage::base64(random_bytes<32>());
    text.pop_back();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

// A command of the operator's: nobody resends it, so its request id is drawn.
Answer execute(Engine& engine, const events::PersonId& person, AnyCommand body) {
    const auto request = events::from_bytes<events::RequestId>(random_bytes<16>().data());
    return engine.execute({.body = std::move(body),
                           .actor = plan::by(person),
                           .request = request,
                           .request_hash = engine.request_hash("TOKEN", {}, {}),
                           .occurred_at_ms = 0,
                           .origin = {}});
}

// Null if it was accepted.
const Refusal* refused(const Answer& answer) {
    return std::get_if<Refusal>(&answer);
}

}  // namespace

int token_command(const std::filesystem::path& data, const std::string& pseudonym,
                  std::ostream& out, std::ostream& errors) {
    storage::Store store(data);
    Engine engine(store.log, store.vault, {});
    finish_erasures(store, engine);
    engine.start();
    const auto known = engine.person_called(pseudonym);
    const auto person =
        known ? *known : events::uuid_from_bytes<events::PersonId>(random_bytes<16>().data(), 4);
    const std::uint32_t version = engine.charter_version();
    const Answer answer = known ? execute(engine, person, AcceptCharter{version})
                                : execute(engine, person, JoinPerson{pseudonym, version, false});
    engine.stop();
    store.checkpoints.sign_if_grown();
    const Refusal* refusal = refused(answer);
    if (refusal != nullptr && refusal->code != RefusalCode::charter_already_accepted) {
        errors << "token: refused: " << plan::in_words(*refusal) << "\n";
        return 1;
    }
    const std::int64_t now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                                    std::chrono::system_clock::now().time_since_epoch())
                                    .count();
    const std::string token = new_token();
    store.vault.write([&](storage::VaultTxn& vault) {
        vault.put_session(token, {.person = person,
                                  .kind = storage::SessionKind::api,
                                  .created_at_ms = now_ms,
                                  .expires_at_ms = now_ms + command_line_token_ms});
    });
    out << token << "\n";
    return 0;
}

}  // namespace imaginons::commands
