// Makes a data directory to measure with: a charter, one project, people who have accepted the
// charter and hold API tokens, proposals with arguments, stances. Straight into log and vault,
// because a million commands would take minutes; what comes out is a log as the engine writes it.
// Usage: fixture --data DIR --people 1000 --proposals 100 --arguments 1000 --stances 0
//        [--tokens FILE] [--targets FILE] [--cookies FILE]
// The tokens, the ids of the proposals and what browsers of the people keep are written one a line.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <numeric>
#include <random>

#include "benchmarks/measure.hpp"
#include "events/codec.hpp"
#include "storage/store.hpp"

namespace imaginons::benchmarks {

namespace {

constexpr std::int64_t first_event_ms = 1'760'000'000'000;
constexpr std::int64_t session_ms = std::int64_t{10} * 365 * 86'400'000;
constexpr std::size_t entries_per_append = 10'000;
// As in the real consultation that the importer reads.
constexpr std::size_t proposal_chars = 1'500;
constexpr std::size_t argument_chars = 350;

std::mt19937_64& random_bits() {
    // The same directory at each run, but for what seals and keys draw.
    static std::mt19937_64 bits(20'260'420);
    return bits;
}

template <class Id>
Id drawn_id() {
    const std::uint64_t hi = random_bits()();
    return Id(hi, random_bits()());
}

std::string drawn_token() {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string token(43, ' ');
    for (char& c : token) c = alphabet[random_bits()() % alphabet.size()];
    return token;
}

std::string drawn_prose(std::size_t chars) {
    constexpr std::string_view words[] = {"la",        "place",   "devrait", "être",     "ouverte",
                                          "aux",       "piétons", "chaque",  "dimanche", "car",
                                          "habitants", "jardin",  "école",   "commune",  "projet"};
    std::string text;
    while (text.size() < chars) {
        text += words[random_bits()() % std::size(words)];
        text += random_bits()() % 60 == 0 ? "\n\n" : " ";
    }
    return text;
}

// Gathers events and appends them in batches.
class Writer {
  public:
    explicit Writer(storage::Store& store) : store_(store) {}
    ~Writer() { assert(events_.empty() && "flush() comes last"); }

    void add(events::AnyPayload payload) { add(events::Fact(std::move(payload)), nullptr); }
    void add(events::AnyPayload payload, events::Text text, const events::PersonId& whose,
             const storage::DataKey& key) {
        add(events::Fact(std::move(payload), std::move(text), whose), &key);
    }

    void flush() {
        std::vector<storage::Entry> entries;
        for (std::size_t i = 0; i < events_.size(); ++i)
            entries.push_back({events_[i], sealed_[i]});
        if (store_.log.append(entries) != storage::Log::Append::durable) {
            throw std::runtime_error("the append failed");
        }
        events_.clear();
        sealed_.clear();
    }

  private:
    using Row = std::vector<std::uint8_t>;

    void add(const events::Fact& fact, const storage::DataKey* key) {
        events::Envelope envelope;
        std::array<std::uint8_t, 10> random;
        for (std::uint8_t& byte : random) byte = static_cast<std::uint8_t>(random_bits()());
        now_ms_ += 3;
        envelope.id = events::make_uuid7(now_ms_, random);
        envelope.recorded_at_ms = now_ms_;
        envelope.request = drawn_id<events::RequestId>();
        envelope.request_hash = drawn_id<events::RequestHash>();
        Row sealed_row;
        if (key != nullptr) {
            const Row plain = events::encode_text(*fact.sealed);
            storage::Sealed sealed = storage::seal(*key, fact.subject, envelope.id, plain);
            envelope.commitment = sealed.commitment;
            sealed_row = std::move(sealed.blob);
        }
        const events::Bytes bytes = encoder_.encode(envelope, fact);
        events_.emplace_back(bytes.begin(), bytes.end());
        sealed_.push_back(std::move(sealed_row));
        if (events_.size() == entries_per_append) flush();
    }

    storage::Store& store_;
    events::Encoder encoder_;
    std::int64_t now_ms_ = first_event_ms;
    std::vector<Row> events_;
    std::vector<Row> sealed_;
};

struct Member {
    events::PersonId id;
    std::string token;
    std::string cookie;
    storage::DataKey key;
};

struct Sizes {
    std::size_t people;
    std::size_t proposals;
    std::size_t arguments;
    std::size_t stances;
};

class Fixture {
  public:
    Fixture(storage::Store& store, const Sizes& sizes)
        : store_(store), writer_(store), sizes_(sizes) {}

    void make() {
        open_vault_rows();
        publish_charter_and_project();
        join_people();
        submit_proposals();
        add_arguments();
        take_stances();
        writer_.flush();
    }

    void write_tokens(const std::string& path) const {
        std::ofstream out(path);
        for (const Member& member : people_) out << member.token << '\n';
    }
    void write_cookies(const std::string& path) const {
        std::ofstream out(path);
        for (const Member& member : people_) out << "session=" << member.cookie << '\n';
    }
    void write_targets(const std::string& path) const {
        std::ofstream out(path);
        for (const auto& proposal : proposals_) out << events::to_text(proposal) << '\n';
    }

  private:
    void open_vault_rows() {
        people_.resize(sizes_.people);
        for (Member& member : people_) {
            member.id = drawn_id<events::PersonId>();
            member.token = drawn_token();
            member.cookie = drawn_token();
        }
        store_.vault.write([&](storage::VaultTxn& vault) {
            secret_ = vault.scope_secret(events::id_as<events::Id>(project_));
            for (Member& member : people_) {
                member.key = vault.data_key(member.id);
                const std::int64_t ends_ms = first_event_ms + session_ms;
                vault.put_session(member.token, {member.id, storage::SessionKind::api,
                                                 first_event_ms, ends_ms});
                vault.put_session(member.cookie, {member.id, storage::SessionKind::browser,
                                                  first_event_ms, ends_ms});
            }
        });
    }

    void publish_charter_and_project() {
        events::CharterPublished charter;
        charter.version = 1;
        charter.text = std::make_unique<events::Text>();
        charter.text->title = "Charte";
        charter.text->body = drawn_prose(2'000);
        writer_.add(charter);
        events::ProjectOpened project;
        project.project = project_;
        project.owner_kind = events::OwnerKind::city;
        project.level = events::ParticipationLevel::consult;
        project.stance_choice = events::StanceChoice::for_neutral_against;
        project.text = std::make_unique<events::Text>();
        project.text->title = "Une place pour tous";
        project.text->body = drawn_prose(2'000);
        writer_.add(project);
    }

    void join_people() {
        for (std::size_t i = 0; i < people_.size(); ++i) {
            const Member& member = people_[i];
            events::PersonJoined joined;
            joined.person = member.id;
            events::Text name;
            name.name = fmt::format("Habitante {}", i + 1);
            writer_.add(joined, std::move(name), member.id, member.key);
            events::CharterAccepted accepted;
            accepted.person = member.id;
            accepted.version = 1;
            writer_.add(accepted);
        }
    }

    void submit_proposals() {
        for (std::size_t i = 0; i < sizes_.proposals; ++i) {
            const Member& author = people_[i % people_.size()];
            events::ProposalSubmitted submitted;
            submitted.proposal = drawn_id<events::ProposalId>();
            submitted.project = project_;
            submitted.author = author.id;
            submitted.kind = events::ProposalKind::idea;
            events::Text text;
            text.title = fmt::format("Proposition {} : {}", i + 1, drawn_prose(40));
            text.body = drawn_prose(proposal_chars);
            writer_.add(submitted, std::move(text), author.id, author.key);
            proposals_.push_back(submitted.proposal);
        }
    }

    void add_arguments() {
        for (std::size_t i = 0; i < sizes_.arguments; ++i) {
            const Member& author = people_[(7 * i) % people_.size()];
            events::ArgumentAdded added;
            added.argument = drawn_id<events::ArgumentId>();
            added.proposal = proposals_[i % proposals_.size()];
            added.author = author.id;
            added.side = i % 2 == 0 ? events::Side::for_ : events::Side::against;
            events::Text text;
            text.body = drawn_prose(argument_chars);
            writer_.add(added, std::move(text), author.id, author.key);
        }
    }

    // Every pair of person and proposal once before any comes again, in random order.
    void take_stances() {
        const storage::HmacKey secret(secret_);
        std::vector<events::Token> tokens;
        for (const Member& member : people_) {
            tokens.push_back(secret.mac_id<events::Token>(events::bytes_of(member.id)));
        }
        std::vector<std::size_t> pairs(people_.size() * proposals_.size());
        std::iota(pairs.begin(), pairs.end(), std::size_t{0});
        std::shuffle(pairs.begin(), pairs.end(), random_bits());
        events::StanceTaken taken;
        taken.scope = events::id_as<events::Id>(project_);
        taken.object_kind = events::ObjectKind::proposal;
        for (std::size_t i = 0; i < sizes_.stances; ++i) {
            const std::size_t pair = pairs[i % pairs.size()];
            taken.object = events::id_as<events::Id>(proposals_[pair / people_.size()]);
            taken.token = tokens[pair % people_.size()];
            taken.stance = static_cast<events::Stance>(1 + random_bits()() % 3);
            writer_.add(taken);
        }
    }

    storage::Store& store_;
    Writer writer_;
    const Sizes sizes_;
    const events::ProjectId project_ = drawn_id<events::ProjectId>();
    storage::Secret secret_{};
    std::vector<Member> people_;
    std::vector<events::ProposalId> proposals_;
};

int make(const Options& options) {
    const Sizes sizes{options.number("people", 1'000), options.number("proposals", 100),
                      options.number("arguments", 1'000), options.number("stances", 0)};
    storage::Store store(options.text("data"), {.origin = "imaginons.localhost/log/1"});
    if (store.log.size() != 0) throw std::runtime_error("the directory holds a log already");
    Fixture fixture(store, sizes);
    fixture.make();
    store.checkpoints.sign_if_grown();
    if (const auto path = options.text("tokens"); !path.empty()) fixture.write_tokens(path);
    if (const auto path = options.text("cookies"); !path.empty()) fixture.write_cookies(path);
    if (const auto path = options.text("targets"); !path.empty()) fixture.write_targets(path);
    std::cout << store.log.size() << " events\n";
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    try {
        return imaginons::benchmarks::make({count, values});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
