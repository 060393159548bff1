// Events for tests of the read models: see world.hpp.
#include "world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace imaginons::test {

using namespace events;
using projections::Views;

std::uint64_t seed() {
    const char* fixed = std::getenv("IMAGINONS_TEST_SEED");
    const std::uint64_t drawn =
        fixed != nullptr ? std::strtoull(fixed, nullptr, 10) : std::random_device{}();
    MESSAGE("seed ", drawn);
    return drawn;
}

namespace {

Envelope envelope_of(std::uint64_t seq, const When& when) {
    Envelope envelope;
    envelope.id = id_of<Id>(0x70000000 + seq);
    envelope.recorded_at_ms = 1'790'000'000'000 + static_cast<std::int64_t>(seq) * 1000;
    envelope.request = id_of<RequestId>(seq + 1);
    envelope.request_hash = id_of<RequestHash>(seq + 1);
    envelope.origin = when.origin;
    envelope.occurred_at_ms = when.occurred_at_ms;
    return envelope;
}

}  // namespace

std::uint64_t Recorder::add(const Fact& fact, const When& when) {
    const std::uint64_t seq = events.size();
    Envelope envelope = envelope_of(seq, when);
    if (fact.sealed) envelope.commitment = Hash(seq, 2, 3, 4);
    const Bytes bytes = encoder_.encode(envelope, fact);
    Recorded& stored = events.emplace_back();
    stored.fact = fact;
    stored.when = when;
    stored.aligned.resize((bytes.size() + 7) / 8);
    std::memcpy(stored.aligned.data(), bytes.data(), bytes.size());
    stored.size = bytes.size();
    return seq;
}

void Recorder::store(storage::Store& store, std::size_t to) const {
    std::vector<std::vector<std::uint8_t>> rows(to);
    std::vector<std::vector<std::uint8_t>> public_parts(to);
    std::map<std::string, storage::DataKey> keys;
    const std::size_t from = store.log.size();
    store.vault.write([&](storage::VaultTxn& vault) {
        for (std::size_t seq = from; seq < to; ++seq) {
            const PersonId& subject = events[seq].fact.subject;
            if (events[seq].fact.sealed) keys[to_text(subject)] = vault.data_key(subject);
        }
    });
    Encoder encoder;
    for (std::size_t seq = from; seq < to; ++seq) {
        const Fact& fact = events[seq].fact;
        Envelope envelope = envelope_of(seq, events[seq].when);
        if (fact.sealed) {
            storage::Sealed sealed = storage::seal(keys.at(to_text(fact.subject)), fact.subject,
                                                   envelope.id, encode_text(*fact.sealed));
            envelope.commitment = sealed.commitment;
            rows[seq] = std::move(sealed.blob);
        }
        const Bytes bytes = encoder.encode(envelope, fact);
        public_parts[seq].assign(bytes.begin(), bytes.end());
    }
    std::vector<storage::Entry> entries;
    for (std::size_t seq = from; seq < to; ++seq) entries.push_back({public_parts[seq], rows[seq]});
    REQUIRE(store.log.append(entries) == storage::Log::Append::durable);
}

projections::Applied Recorder::applied(std::size_t seq, bool open) const {
    const Recorded& stored = events[seq];
    const std::optional<Text>& sealed = stored.fact.sealed;
    return {seq, stored.bytes(), open && sealed ? &*sealed : nullptr};
}

void Recorder::apply(Views& views, std::size_t from, std::size_t to) const {
    for (std::size_t seq = from; seq < to; ++seq) projections::apply(views, applied(seq));
}

std::unique_ptr<Views> Recorder::views() const {
    auto views = std::make_unique<Views>();
    apply(*views, 0, events.size());
    return views;
}

Text words(std::string title, std::string body) {
    Text text;
    text.title = std::move(title);
    text.body = std::move(body);
    return text;
}

Text name(std::string pseudonym) {
    Text text;
    text.name = std::move(pseudonym);
    return text;
}

PersonJoined joined(const PersonId& person) {
    PersonJoined e;
    e.person = person;
    return e;
}

ProjectOpened city_project(const ProjectId& project, std::string title) {
    ProjectOpened e;
    e.project = project;
    e.owner_kind = OwnerKind::city;
    e.level = ParticipationLevel::consult;
    e.stance_choice = StanceChoice::for_neutral_against;
    e.text = std::make_unique<Text>(words(std::move(title), "Un projet de la ville."));
    return e;
}

ProposalSubmitted submitted(const ProposalId& proposal, const ProjectId& project,
                            const PersonId& author) {
    ProposalSubmitted e;
    e.proposal = proposal;
    e.project = project;
    e.author = author;
    e.kind = ProposalKind::idea;
    return e;
}

ArgumentAdded argued(const ArgumentId& argument, const ProposalId& proposal, const PersonId& author,
                     const ArgumentId& parent) {
    ArgumentAdded e;
    e.argument = argument;
    e.proposal = proposal;
    e.author = author;
    e.parent = parent;
    e.side = Side::for_;
    return e;
}

StanceTaken took(ObjectKind kind, const Id& object, const Token& token, Stance stance) {
    StanceTaken e;
    e.object = object;
    e.object_kind = kind;
    e.token = token;
    e.stance = stance;
    return e;
}

StanceWithdrawn took_back(ObjectKind kind, const Id& object, const Token& token) {
    StanceWithdrawn e;
    e.object = object;
    e.object_kind = kind;
    e.token = token;
    return e;
}

ContributionHidden hid(ObjectKind kind, const Id& object) {
    ContributionHidden e;
    e.object = object;
    e.object_kind = kind;
    e.ground = HiddenGround::hidden_at_origin;
    return e;
}

projections::Tally NaiveObject::tally() const {
    projections::Tally tally;
    for (const auto& [token, stance] : current) {
        if (stance == Stance::for_) ++tally.for_;
        if (stance == Stance::neutral) ++tally.neutral;
        if (stance == Stance::against) ++tally.against;
    }
    tally.superseded = taken - static_cast<std::uint32_t>(current.size());
    return tally;
}

// --- RandomWorld; statements are neither argued about nor amended, as commands/ decides

RandomWorld::RandomWorld(std::uint64_t seed) : random_(seed) {
    CharterPublished charter;
    charter.version = 1;
    charter.text = std::make_unique<Text>(words("Charte", "Article 1."));
    recorder.add(std::move(charter));
    join();
    open_project();
}

std::uint64_t RandomWorld::below(std::uint64_t n) {
    return random_() % n;
}

When RandomWorld::when() {
    When when;
    if (!one_in(3)) return when;
    when.origin = "source/" + std::to_string(below(1000));
    when.occurred_at_ms = 1'443'000'000'000 + static_cast<std::int64_t>(below(1000)) * 1000;
    return when;
}

Text RandomWorld::random_words() {
    static const std::vector<std::string> some = {"jardin", "Forêt",  "l'école", "œuvre", "vélo",
                                                  "Gare",   "marché", "BÂTIR",   "\"x\"", "a\r\nb"};
    const auto one = [&] { return some[below(some.size())]; };
    return words(one() + " " + one(), one() + ", " + one() + " et " + one());
}

void RandomWorld::step() {
    switch (below(20)) {
        case 0: return join();
        case 1: return person_event();
        case 2: return one_in(5) ? open_project() : project_event();
        case 3: return one_in(4) ? publish_labels() : project_event();
        case 4:
        case 5: return submit();
        case 6: return proposal_event();
        case 7:
        case 8: return argue();
        case 9: return one_in(4) ? hide() : stance();
        case 10: return one_in(5) ? role_event() : answer_event();
        case 11: return one_in(2) ? meeting_event() : answer_event();
        case 12: return writing_event();
        case 13: return question_event();
        default: return stance();
    }
}

void RandomWorld::join() {
    const std::uint64_t person = ++last_id_;
    people_.push_back(person);
    recorder.add_sealed(joined(id_of<PersonId>(person)), name("Personne " + std::to_string(person)),
                        id_of<PersonId>(person), when());
    CharterAccepted accepted;
    accepted.person = id_of<PersonId>(person);
    accepted.version = 1;
    recorder.add(accepted);
}

void RandomWorld::erase() {
    const std::size_t at = below(people_.size());
    PersonErased e;
    e.person = id_of<PersonId>(people_[at]);
    e.words = one_in(2) ? ErasedWords::kept : ErasedWords::removed;
    e.by = one_in(2) ? ErasedBy::person : ErasedBy::city;
    erased[people_[at]] = e.words;
    people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(at));
    recorder.add(e);
}

void RandomWorld::person_event() {
    if (with_erasures && people_.size() > 3 && one_in(6)) return erase();
    const auto person = id_of<PersonId>(people_[below(people_.size())]);
    if (one_in(2)) {
        EmailConfirmed e;
        e.person = person;
        recorder.add(e);
        return;
    }
    PersonRenamed e;
    e.person = person;
    recorder.add_sealed(e, name("Renommée " + std::to_string(recorder.events.size())), person);
}

void RandomWorld::open_project() {
    const std::uint64_t number = ++last_id_;
    projects_.push_back(number);
    ProjectOpened e = city_project(id_of<ProjectId>(number), "Projet");
    e.phases = {Phase(20'000, 20'010, PhaseKind::propose), Phase(0, 0, PhaseKind::debate)};
    e.themes = some_codes(themes_borne);
    if (one_in(2)) {
        recorder.add(std::move(e), when());
        return;
    }
    const std::uint64_t owner = people_[below(people_.size())];
    owners_[number] = owner;
    e.owner_kind = OwnerKind::person;
    e.owner = id_of<PersonId>(owner);
    Text text = *e.text;
    e.text.reset();
    recorder.add_sealed(std::move(e), std::move(text), id_of<PersonId>(owner), when());
}

void RandomWorld::project_event() {
    const std::uint64_t number = projects_[below(projects_.size())];
    const auto project = id_of<ProjectId>(number);
    const auto owner = owners_.find(number);
    if (owner != owners_.end() && erased.contains(owner->second)) return;
    const auto record = [&](auto e) {
        if (owner == owners_.end()) {
            e.text = std::make_unique<Text>(random_words());
            recorder.add(std::move(e));
        } else {
            recorder.add_sealed(std::move(e), random_words(), id_of<PersonId>(owner->second));
        }
    };
    switch (below(5)) {
        case 0: {
            ProjectChanged e;
            e.project = project;
            e.level = ParticipationLevel::decide;
            e.phases = {Phase(1, 2, PhaseKind::review)};
            e.themes = some_codes(themes_borne);
            e.district = "gare";
            return record(std::move(e));
        }
        case 1: {
            PhaseMoved e;
            e.project = project;
            e.phase = static_cast<std::uint16_t>(below(2));
            recorder.add(e);
            return;
        }
        case 2: {
            NewsPublished e;
            e.project = project;
            e.news = id_of<NewsId>(++last_id_);
            return record(std::move(e));
        }
        case 3: {
            MilestoneReached e;
            if (milestones_.empty()) return;
            const auto [of, milestone] = milestones_[below(milestones_.size())];
            e.project = id_of<ProjectId>(of);
            e.milestone = id_of<MilestoneId>(milestone);
            recorder.add(e);
            return;
        }
        default: {
            MilestoneSet e;
            if (milestones_.empty() || one_in(2)) milestones_.emplace_back(number, ++last_id_);
            const auto [of, milestone] = milestones_.back();
            if (of != number) return;
            e.project = project;
            e.milestone = id_of<MilestoneId>(milestone);
            e.due_on = static_cast<std::int32_t>(below(30'000));
            e.progress_percent = static_cast<std::uint8_t>(below(101));
            return record(std::move(e));
        }
    }
}

void RandomWorld::submit() {
    const std::uint64_t number = ++last_id_;
    const std::uint64_t author = people_[below(people_.size())];
    NaiveObject object;
    object.kind = ObjectKind::proposal;
    object.author = author;
    if (!one_in(4)) object.project = projects_[below(projects_.size())];
    const auto project = object.project ? id_of<ProjectId>(*object.project) : ProjectId{};
    if (object.project && one_in(3)) {
        StatementAdded e;
        e.statement = id_of<ProposalId>(number);
        e.project = project;
        e.author = id_of<PersonId>(author);
        recorder.add_sealed(e, words("", "Une affirmation"), e.author, when());
    } else {
        ProposalSubmitted e =
            submitted(id_of<ProposalId>(number), project, id_of<PersonId>(author));
        const auto amended = any_object(false);
        if (amended && versions_.contains(*amended) && one_in(4)) {
            e.kind = ProposalKind::amendment;
            e.amends = id_of<ProposalId>(*amended);
        } else {
            objects[number] = object;
            bear(number, e.themes, e.district);
            e.point = some_point();
            object = objects[number];
        }
        recorder.add_sealed(e, random_words(), e.author, when());
        versions_[number] = 1;
    }
    objects[number] = object;
    numbers_.push_back(number);
}

std::optional<std::uint64_t> RandomWorld::any_object(bool arguments_too) {
    if (numbers_.empty()) return std::nullopt;
    const std::uint64_t number = numbers_[below(numbers_.size())];
    const NaiveObject& object = objects[number];
    if (object.hidden || object.withdrawn) return std::nullopt;
    if (object.kind == ObjectKind::argument && !arguments_too) return std::nullopt;
    return number;
}

void RandomWorld::proposal_event() {
    const auto number = any_object(false);
    if (!number || !versions_.contains(*number)) return;
    const auto who = any_author(*number);
    if (!who) return;
    const auto author = id_of<PersonId>(*who);
    if (one_in(5)) {
        ProposalPlaced e;
        e.proposal = id_of<ProposalId>(*number);
        e.by = author;
        bear(*number, e.themes, e.district);
        e.point = some_point();
        recorder.add(std::move(e));
        return;
    }
    if (!one_in(4)) {
        ProposalEdited e;
        e.proposal = id_of<ProposalId>(*number);
        e.author = author;
        e.version = ++versions_[*number];
        bear(*number, e.themes, e.district);
        e.point = some_point();
        recorder.add_sealed(e, random_words(), author);
        return;
    }
    ProposalWithdrawn e;
    e.proposal = id_of<ProposalId>(*number);
    e.author = author;
    objects[*number].withdrawn = true;
    if (one_in(2)) {
        recorder.add(e);
    } else {
        recorder.add_sealed(e, words("", "Déjà fait."), author);
    }
}

void RandomWorld::argue() {
    const auto proposal = any_object(false);
    if (!proposal || !versions_.contains(*proposal)) return;
    const std::uint64_t number = ++last_id_;
    NaiveObject object;
    object.kind = ObjectKind::argument;
    object.proposal = *proposal;
    object.project = objects[*proposal].project;
    object.author = people_[below(people_.size())];
    ArgumentAdded e = argued(id_of<ArgumentId>(number), id_of<ProposalId>(*proposal),
                             id_of<PersonId>(object.author));
    e.side = static_cast<Side>(1 + below(3));
    e.source = one_in(5);
    for (const auto& [other, row] : objects) {
        if (row.proposal == proposal && one_in(3)) e.parent = id_of<ArgumentId>(other);
    }
    recorder.add_sealed(e, random_words(), e.author, when());
    objects[number] = object;
    numbers_.push_back(number);
}

void RandomWorld::stance() {
    const auto number = any_object(true);
    if (!number) return;
    NaiveObject& object = objects[*number];
    const std::uint64_t token = 1 + below(40);
    if (one_in(6)) {
        if (object.current.erase(token) == 0) return;
        recorder.add(took_back(object.kind, id_of<Id>(*number), id_of<Token>(token)));
        return;
    }
    const auto stance = static_cast<Stance>(1 + below(3));
    object.current[token] = stance;
    ++object.taken;
    recorder.add(took(object.kind, id_of<Id>(*number), id_of<Token>(token), stance), when());
}

void RandomWorld::hide() {
    const auto number = any_object(true);
    if (!number) return;
    objects[*number].hidden = true;
    recorder.add(hid(objects[*number].kind, id_of<Id>(*number)));
}

}  // namespace imaginons::test
