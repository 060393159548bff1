// Clients that keep their own books, a server that is killed again and again, and a judge that
// compares: what was acknowledged is in the record once and in order, every person has one current
// stance on an object, they read what they wrote, and every tally equals a recount of the books.
//
// IMAGINONS_HISTORY_KILLS and IMAGINONS_HISTORY_CLIENTS make it longer.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include "events/codec.hpp"
#include "projections/replay.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"
#include "tests/history/client.hpp"

using namespace imaginons;
using namespace imaginons::history;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* given = std::getenv(variable);
    return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

schema::Payload event_of(Deed::Kind kind) {
    switch (kind) {
        case Deed::Kind::propose: return schema::Payload::ProposalSubmitted;
        case Deed::Kind::edit: return schema::Payload::ProposalEdited;
        case Deed::Kind::argue: return schema::Payload::ArgumentAdded;
        case Deed::Kind::take_stance: return schema::Payload::StanceTaken;
        case Deed::Kind::withdraw_stance: return schema::Payload::StanceWithdrawn;
    }
    return schema::Payload::NONE;
}

// What the books come to, for each object that anybody ever took a stance on, against what the
// server says.
void check_tallies(const Clients& clients) {
    std::set<std::string> objects;
    std::map<std::string, std::map<std::string, std::int64_t>> counted;
    for (const auto& client : clients) {
        for (const Deed& deed : client->book) {
            if (!deed.object.empty()) objects.insert(deed.object);
        }
        for (const auto& [object, stance] : client->current()) ++counted[object][stance];
    }
    CHECK(objects.size() > clients.size());
    for (const std::string& object : objects) {
        const auto tally =
            clients[0]->read_back("/api/v1/proposals/" + object).at("tally").as_object();
        for (const char* stance : {"for", "neutral", "against"}) {
            CHECK(tally.at(stance).as_int64() == counted[object][stance]);
        }
    }
}

// The record, read once from its beginning.
struct Record {
    struct Event {
        std::string id;
        schema::Payload kind;
        std::string request;
    };
    std::vector<Event> events;
    std::map<std::string, std::uint64_t> times_requested;
    // Object and token -> the latest stance; none if it was withdrawn.
    std::map<std::pair<std::string, std::string>, events::Stance> current;
};

Record read_record(const storage::Log& log) {
    Record record;
    log.read(0, log.size(), [&](std::uint64_t seq, events::Bytes bytes, events::Bytes) {
        REQUIRE(seq == record.events.size());
        const events::Meta meta = events::read_meta(seq, bytes);
        const std::string request = events::to_text(meta.request);
        record.events.push_back({events::to_text(meta.id), events::kind_of(bytes), request});
        ++record.times_requested[request];
        const schema::Event& event = events::event_in(bytes);
        if (const auto* taken = event.payload_as_StanceTaken()) {
            record.current[{events::to_text(*taken->object()), events::to_text(*taken->token())}] =
                taken->stance();
        } else if (const auto* withdrawn = event.payload_as_StanceWithdrawn()) {
            record.current.erase(
                {events::to_text(*withdrawn->object()), events::to_text(*withdrawn->token())});
        }
    });
    return record;
}

std::string request_of(const storage::Vault& vault, const events::PersonId& person,
                       const std::string& key) {
    const auto who = events::bytes_of(person);
    const auto digest =
        vault.request_key().mac({storage::as_bytes("id\n"), who, storage::as_bytes(key)});
    return events::to_text(events::from_bytes<events::RequestId>(digest.data()));
}

// Every deed that was acknowledged stands where the answer said, once, and says what was asked.
void check_deeds(const Record& record, const storage::Vault& vault, const Client& client) {
    const auto session = vault.read().session(client.token());
    REQUIRE(session);
    for (const Deed& deed : client.book) {
        CAPTURE(deed.path);
        CAPTURE(deed.key);
        REQUIRE(deed.seq < record.events.size());
        const Record::Event& event = record.events[deed.seq];
        CHECK(event.id == deed.event_id);
        CHECK(event.kind == event_of(deed.kind));
        CHECK(event.request == request_of(vault, session->person, deed.key));
        CHECK(record.times_requested.at(event.request) == 1);
    }
}

// One token for each person and object, and what it last said is what the person last said.
void check_stances(const Record& record, const storage::Vault& vault, const Clients& clients) {
    const std::map<std::string, events::Stance> named{{"for", events::Stance::for_},
                                                      {"neutral", events::Stance::neutral},
                                                      {"against", events::Stance::against}};
    std::size_t expected = 0;
    for (const auto& client : clients) {
        const auto person = vault.read().session(client->token())->person;
        for (const auto& [object, stance] : client->current()) {
            // A free-standing proposal is its own scope.
            const auto secret = vault.read().scope_secret(*events::parse_id<events::Id>(object));
            REQUIRE(secret);
            const auto token =
                storage::HmacKey(*secret).mac_id<events::Token>(events::bytes_of(person));
            const auto found = record.current.find({object, events::to_text(token)});
            REQUIRE(found != record.current.end());
            CHECK(found->second == named.at(stance));
            ++expected;
        }
    }
    CHECK(record.current.size() == expected);
}

// What `replay` prints of the server's digest.
std::string digest_line(Client& client) {
    const auto digest = client.read_back("/api/v1/digest");
    return "position " + std::to_string(digest.at("position").as_int64()) + " public " +
           std::string(digest.at("public").as_string()) + " full " +
           std::string(digest.at("full").as_string()) + "\n";
}

}  // namespace

TEST_CASE("through kills and restarts, the record says what every client's book says") {
    const std::uint64_t start = seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    const std::uint64_t kills = number_from("IMAGINONS_HISTORY_KILLS", 5);
    const TempDir dir;
    const std::filesystem::path data = dir.path / "data";
    Address address;
    const Clients clients =
        joined_clients(data, number_from("IMAGINONS_HISTORY_CLIENTS", 6), address, start);
    auto server = std::make_unique<ServedProgram>(data, address);
    std::vector<std::string> shared;
    for (int n = 0; n < 4; ++n) shared.push_back(clients[0]->propose());
    {
        Crowd crowd(clients, shared);
        for (std::uint64_t n = 0; n < kills; ++n) {
            crowd.acknowledged.wait_for(20 + random() % 150);
            server->kill();
            server = std::make_unique<ServedProgram>(data, address);
        }
        crowd.acknowledged.wait_for(50);
    }
    std::uint64_t deeds = 0;
    std::uint64_t retried = 0;
    for (const auto& client : clients) {
        REQUIRE(client->failure.empty());
        for (const Deed& deed : client->book) retried += deed.attempts > 1;
        deeds += client->book.size();
    }
    MESSAGE("seed " << start << ": " << deeds << " deeds, " << retried
                    << " of them asked more than once, " << kills << " kills");
    CHECK(retried > 0);

    check_tallies(clients);
    const std::string digests = digest_line(*clients[0]);
    CHECK(server->stop());
    std::ostringstream verified;
    CHECK(storage::verify_command(data, verified) == 0);
    CAPTURE(verified.str());
    std::ostringstream replayed;
    std::ostringstream progress;
    CHECK(projections::replay_command(data, std::nullopt, replayed, progress) == 0);
    CHECK(replayed.str() == digests);
    const storage::StoreReader store(data);
    const Record record = read_record(store.log);
    for (const auto& client : clients) check_deeds(record, *store.vault, *client);
    check_stances(record, *store.vault, clients);
}
