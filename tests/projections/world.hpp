// Events for tests of the read models: a recorder that turns facts into stored bytes, and a random
// world that makes valid sequences of them beside a naive model of what must come out.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "events/codec.hpp"
#include "projections/apply.hpp"
#include "storage/store.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::test {

// New at each run, printed; IMAGINONS_TEST_SEED repeats one.
std::uint64_t seed();

struct When {
    std::string origin;
    std::int64_t occurred_at_ms = 0;
};

// An event as the log would hold it, and what it was made of.
struct Recorded {
    events::Fact fact;
    When when;
    std::vector<std::uint64_t> aligned;
    std::size_t size = 0;

    events::Bytes bytes() const {
        return {reinterpret_cast<const std::uint8_t*>(aligned.data()), size};
    }
};

class Recorder {
  public:
    std::vector<Recorded> events;

    // The seq.
    std::uint64_t add(const events::Fact& fact, const When& when = {});
    // The same with words.
    template <class Payload>
    std::uint64_t add_sealed(Payload payload, events::Text words, const events::PersonId& subject,
                             const When& when = {}) {
        return add(events::Fact(std::move(payload), std::move(words), subject), when);
    }
    template <class Payload>
    std::uint64_t add(Payload payload, const When& when = {}) {
        return add(events::Fact(events::AnyPayload(std::move(payload))), when);
    }

    projections::Applied applied(std::size_t seq, bool open = true) const;
    // All of [from, to), as the writer hands them over.
    void apply(projections::Views& views, std::size_t from, std::size_t to) const;
    std::unique_ptr<projections::Views> views() const;
    // Appends [log size, to) to the store, sealed for real.
    void store(storage::Store& store, std::size_t to) const;
    void store_all(storage::Store& into) const { store(into, events.size()); }

  private:
    events::Encoder encoder_;
};

// A new id, never nil: the number in the low bytes, spread so that byte order is not the order of
// making.
template <class Id>
Id id_of(std::uint64_t number) {
    return Id(number * 0x9E3779B97F4A7C15ULL | 1, number);
}

events::Text words(std::string title, std::string body);
events::Text name(std::string pseudonym);

events::PersonJoined joined(const events::PersonId& person);
events::ProjectOpened city_project(const events::ProjectId& project, std::string title);
events::ProposalSubmitted submitted(const events::ProposalId& proposal,
                                    const events::ProjectId& project,
                                    const events::PersonId& author);
events::ArgumentAdded argued(const events::ArgumentId& argument, const events::ProposalId& proposal,
                             const events::PersonId& author, const events::ArgumentId& parent = {});
events::StanceTaken took(events::ObjectKind kind, const events::Id& object,
                         const events::Token& token, events::Stance stance);
events::StanceWithdrawn took_back(events::ObjectKind kind, const events::Id& object,
                                  const events::Token& token);
events::ContributionHidden hid(events::ObjectKind kind, const events::Id& object);

template <class Id>
events::Id plain(const Id& id) {
    return events::id_as<events::Id>(id);
}

// An answer that keeps the rules, whatever its outcome.
events::Answer answered(events::AnswerOutcome outcome, std::string title);

// What must come out of a proposal or an argument, kept the slow and obvious way.
struct NaiveObject {
    events::ObjectKind kind{};
    std::map<std::uint64_t, events::Stance> current;  // by token number
    std::uint32_t taken = 0;
    bool hidden = false;
    bool withdrawn = false;
    std::optional<std::uint64_t> project;   // number
    std::optional<std::uint64_t> proposal;  // of an argument
    std::uint64_t author = 0;
    std::set<std::string> themes;  // codes
    std::string district;

    projections::Tally tally() const;
};

struct NaiveMeeting {
    std::uint64_t project = 0;
    std::uint32_t version = 1;
    std::uint32_t minutes = 0;
    bool cancelled = false;
    std::set<std::uint64_t> seats;  // token numbers
};

struct NaiveQuestion {
    std::optional<std::uint64_t> proposal;  // numbers; of the two one
    std::optional<std::uint64_t> project;
    std::uint64_t author = 0;
    std::uint32_t answers = 0;
    bool hidden = false;
};

// By the proposal's number, or the project's, and the phase.
using NaiveConclusions = std::map<std::pair<std::uint64_t, std::uint16_t>, std::uint32_t>;

// Makes one valid random event after another.
class RandomWorld {
  public:
    explicit RandomWorld(std::uint64_t seed);
    // Now and then a person is erased, with or without their words.
    bool with_erasures = false;
    void step();
    void steps(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) step();
    }

    Recorder recorder;
    std::map<std::uint64_t, NaiveObject> objects;  // by number: proposals, statements, arguments
    std::map<std::uint64_t, events::ErasedWords> erased;  // by number: people
    std::map<std::uint64_t, NaiveMeeting> meetings;       // by number
    std::map<std::uint64_t, NaiveQuestion> questions;     // by number
    NaiveConclusions conclusions;                         // how often each was published

  private:
    std::uint64_t below(std::uint64_t n);
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    When when();
    events::Text random_words();
    std::optional<std::uint64_t> any_object(bool arguments_too);

    void join();
    void person_event();
    void erase();
    void open_project();
    void project_event();
    void submit();
    void proposal_event();
    void argue();
    void stance();
    void hide();
    void role_event();
    void answer_event();
    void meeting_event();
    void writing_event();
    void question_event();
    void ask();
    void conclude();
    bool is_there(std::uint64_t person) const;
    std::optional<std::uint64_t> any_author(std::uint64_t number);
    void invite(std::uint64_t number, std::uint64_t author);
    void answer_invitation(std::uint64_t number);
    void amend(std::uint64_t number);
    void decide_amendment(std::uint64_t number, std::uint64_t author);
    std::vector<std::string> some_codes(std::size_t most);
    void publish_labels();
    // Gives a proposal other labels, and notes them.
    void bear(std::uint64_t number, std::vector<std::string>& themes, std::string& district);
    std::unique_ptr<events::Point> some_point();  // or none

    std::mt19937_64 random_;
    std::uint64_t last_id_ = 0;
    std::vector<std::uint64_t> people_;
    std::vector<std::uint64_t> projects_;
    std::map<std::uint64_t, std::uint64_t> owners_;    // of residents' projects
    std::map<std::uint64_t, std::uint32_t> versions_;  // of proposals, not statements
    std::vector<std::pair<std::uint64_t, std::uint64_t>> milestones_;  // project, milestone
    std::vector<std::uint64_t> numbers_;                               // of objects
    std::map<std::uint64_t, std::uint32_t> drafts_;                    // of proposals
    std::vector<std::uint64_t> meetings_;
    std::map<std::uint64_t, std::vector<std::uint64_t>> co_authors_;  // of proposals
    std::map<std::uint64_t, std::set<std::uint64_t>> invited_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> open_amendments_;  // amended, amendment
};

// Every field of every row, as text: two images are equal if their dumps are.
std::string dump(const projections::Views& views);

}  // namespace imaginons::test
