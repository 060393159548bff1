// Events for tests of the read models: see world.hpp.
#include "world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace imaginons::test {

using namespace events;
using projections::Proposal;
using projections::Views;
using projections::Words;

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
    if (!one_in(4)) {
        ProposalEdited e;
        e.proposal = id_of<ProposalId>(*number);
        e.author = author;
        e.version = ++versions_[*number];
        bear(*number, e.themes, e.district);
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

// --- dump

namespace {

class Dump {
  public:
    explicit Dump(const Views& views) : views_(views) {}

    std::string run() {
        out_ << "position " << views_.position << " stances " << views_.stances << '\n';
        for (const auto& row : views_.charter) charter(row);
        for (const auto& row : views_.people) person(row);
        for (const auto& row : views_.projects) project(row);
        for (std::size_t i = 0; i < views_.proposals.size(); ++i) proposal(i);
        for (const auto& row : views_.arguments) argument(row);
        for (const auto& row : views_.feed) feed(row);
        vocabulary(views_.themes);
        vocabulary(views_.districts);
        names();
        return out_.str();
    }

  private:
    void words(const Words& w) {
        out_ << " [" << w.seq << ' ' << w.opened << w.official << w.erased << ' ' << w.title << '|'
             << w.body << '|' << w.url;
        for (const auto& phase : w.phases) out_ << '|' << phase;
        out_ << ']';
    }
    template <class T>
    void list(const char* what, const std::vector<T>& all) {
        out_ << ' ' << what;
        for (const T& one : all) out_ << ',' << one;
    }
    template <class Row>
    void stances(const Row& row) {
        out_ << " tally " << row.tally.for_ << ' ' << row.tally.neutral << ' ' << row.tally.against
             << ' ' << row.tally.superseded;
        std::map<std::uint32_t, std::pair<int, std::uint64_t>> sorted;
        row.stances.for_each([&](std::uint32_t token, Stance stance, std::uint32_t at) {
            sorted[token] = {static_cast<int>(stance), row.seqs.at(at)};
        });
        for (const auto& [token, what] : sorted) {
            out_ << ' ' << to_text(views_.tokens.at(token)) << '=' << what.first << '@'
                 << what.second;
        }
    }
    void charter(const projections::CharterVersion& row) {
        out_ << "charter " << row.version << ' ' << row.seq << ' ' << row.published_at_ms;
        words(row.words);
        out_ << '\n';
    }
    void person(const projections::Person& row) {
        out_ << "person " << to_text(row.id) << ' ' << row.name_seq << ' ' << row.pseudonym << ' '
             << static_cast<int>(row.erased) << ' ' << row.joined_at_ms << ' '
             << row.email_confirmed << ' ' << row.charter_version << ' ' << row.touched;
        for (const auto& role : row.roles) {
            out_ << " role " << static_cast<int>(role.role) << ' ' << to_text(role.scope) << ' '
                 << role.since_ms;
            words(role.reason);
        }
        list("proposals", row.proposals);
        list("arguments", row.arguments);
        list("projects", row.projects);
        list("written", row.written);
        list("invitations", row.invitations);
        list("seqs", row.seqs);
        out_ << '\n';
    }
    void project(const projections::Project& row) {
        out_ << "project " << to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.owner_kind) << ' ' << row.owner << ' '
             << static_cast<int>(row.level) << ' ' << static_cast<int>(row.stance_choice) << ' '
             << row.current_phase << ' ' << row.opened_at_ms << ' ' << row.stances << ' '
             << row.arguments << ' ' << row.touched;
        for (const auto& phase : row.phases) {
            out_ << ' ' << phase.starts_on() << '-' << phase.ends_on() << '-'
                 << static_cast<int>(phase.kind());
        }
        words(row.words);
        labels(row.labels);
        for (const auto& m : row.milestones) {
            out_ << " milestone " << to_text(m.id) << ' ' << m.due_on << ' '
                 << int{m.progress_percent} << ' ' << m.reached << ' ' << m.updated_at_ms;
            words(m.words);
        }
        for (const auto& news : row.news) {
            out_ << " news " << to_text(news.id) << ' ' << news.published_at_ms;
            words(news.words);
        }
        list("proposals", row.proposals);
        list("feed", row.feed);
        for (const std::uint32_t at : row.meetings) meeting(views_.meetings[at]);
        for (const ProposalId& id : row.taken_up) out_ << " carries " << to_text(id);
        list("seqs", row.seqs);
        out_ << '\n';
    }
    void meeting(const projections::Meeting& row) {
        out_ << " meeting " << to_text(row.id) << ' ' << row.origin << ' ' << row.project << ' '
             << row.starts_at_ms << ' ' << row.ends_at_ms << ' ' << row.capacity << ' '
             << row.version << ' ' << row.cancelled << ' ' << row.minutes_version << ' '
             << row.announced_at_ms << ' ' << row.changed_at_ms << ' ' << row.minutes_at_ms << ' '
             << row.touched;
        for (const Words* each : {&row.words, &row.reason, &row.minutes}) {
            words(*each);
            out_ << each->place;
        }
        std::set<std::string> seats;
        for (const Token& token : row.seats) seats.insert(to_text(token));
        for (const std::string& token : seats) out_ << " seat " << token;
        list("feed", row.feed);
        list("seqs", row.seqs);
    }
    void writing(const projections::Writing& row) {
        list("signing", row.co_authors);
        list("invited", row.invited);
        out_ << " writer " << row.writer << ' ' << row.withdrawn_by;
        for (const auto& other : row.others) {
            out_ << " wrote " << other.by << ' ' << other.version << ' ' << other.at_ms;
            words(other.words);
        }
    }
    void amending(const projections::Amending& row) {
        out_ << " amends " << row.version << ' ' << static_cast<int>(row.state) << ' '
             << row.amendment_version << ' ' << row.became << ' ' << row.by << ' ' << row.at_ms;
        words(row.reason);
    }
    void proposal(std::size_t position) {
        const Proposal& row = views_.proposals[position];
        const projections::ListRow& listed = views_.list.at(position);
        out_ << "proposal " << to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.kind) << ' ' << static_cast<int>(row.state) << ' '
             << row.project << ' ' << row.author << ' ' << to_text(row.amends) << ' ' << row.version
             << ' ' << row.created_at_ms << ' ' << row.edited_at_ms << ' ' << row.shown_arguments
             << ' ' << row.touched << ' ' << row.search << ' ' << row.reason_seq << ' '
             << row.reason;
        words(row.words);
        list("amendments", row.amendments);
        list("arguments", row.arguments);
        list("seqs", row.seqs);
        list("acts", row.acts);
        stances(row);
        out_ << " stage " << static_cast<int>(row.stage) << ' ' << row.waits_since_ms;
        if (row.answering != Proposal::none) answering(views_.answerings[row.answering]);
        if (row.writing != Proposal::none) writing(views_.writings[row.writing]);
        if (row.amending != Proposal::none) amending(views_.amendings[row.amending]);
        out_ << " list " << listed.created_at_ms << ' ' << listed.for_ << ' ' << listed.arguments
             << ' ' << listed.stances << ' ' << listed.project << ' '
             << static_cast<int>(listed.state) << ' ' << static_cast<int>(listed.kind) << ' '
             << static_cast<int>(listed.stage) << ' ' << listed.waits_since_ms;
        labels(row.labels);
        labels(listed.labels);
        out_ << '\n';
    }
    void answer(const Answer& a) {
        out_ << ' ' << static_cast<int>(a.outcome) << ' ' << a.title << '|' << a.body << '|'
             << a.official << '|' << a.function << '|' << a.cost << '|' << a.calendar << '|'
             << a.redirected_to;
        for (const auto* each : {&a.competence, &a.legality, &a.general_interest, &a.feasibility}) {
            if (*each) out_ << static_cast<int>((*each)->finding) << (*each)->reason << '|';
        }
    }
    void answering(const projections::Answering& row) {
        for (const auto& change : row.course) {
            out_ << " came to " << static_cast<int>(change.stage) << ' ' << change.at_ms << ' '
                 << change.seq;
            words(change.word);
        }
        for (const auto& given : row.answers) {
            out_ << " answer " << given.seq << ' ' << given.at_ms << ' ' << given.version << ' '
                 << given.drafted_by << ' ' << given.reviewed_by;
            answer(given.words);
        }
        out_ << " drafts " << row.drafts << ' ' << row.draft.number << ' ' << row.draft.seq << ' '
             << row.draft.at_ms << ' ' << row.draft.version << ' ' << row.draft.by << ' '
             << row.draft.opened << ' ' << static_cast<int>(row.draft.verdict) << ' '
             << row.draft.reviewed_by;
        answer(row.draft.words);
        words(row.draft.review);
        for (const ProjectId& id : row.projects) out_ << " in " << to_text(id);
    }
    void argument(const projections::Argument& row) {
        out_ << "argument " << to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.state) << ' ' << row.proposal << ' ' << row.parent << ' '
             << row.author << ' ' << static_cast<int>(row.side) << ' ' << row.source << ' '
             << row.created_at_ms << ' ' << row.hidden_seq;
        words(row.words);
        list("seqs", row.seqs);
        stances(row);
        out_ << '\n';
    }
    void feed(const projections::FeedItem& row) {
        out_ << "feed " << row.seq << ' ' << row.at_ms << ' ' << static_cast<int>(row.what) << ' '
             << row.project << ' ' << row.proposal << ' ' << row.argument << ' ' << row.person
             << ' ' << row.detail << '\n';
    }
    void labels(const events::Labels& borne) {
        for (const std::uint8_t theme : borne.themes) out_ << ' ' << int{theme};
        out_ << " in " << int{borne.district};
    }
    void vocabulary(const projections::Vocabulary& row) {
        out_ << "labels " << row.touched << ' ';
        for (const events::Label& label : row.labels.all())
            out_ << label.code << '|' << label.french << '|' << label.english << '|'
                 << label.retired << ' ';
        for (const std::uint8_t place : row.labels.in_force()) out_ << int{place} << ' ';
        for (const auto& lines : row.feeds) list("of", lines);
        out_ << '\n';
    }
    void names() {
        const std::map<std::string, std::uint32_t> sorted(views_.person_by_name.begin(),
                                                          views_.person_by_name.end());
        for (const auto& [pseudonym, at] : sorted)
            out_ << "name " << pseudonym << ' ' << at << '\n';
        out_ << "ids " << views_.person_by_id.size() << ' ' << views_.project_by_id.size() << ' '
             << views_.proposal_by_id.size() << ' ' << views_.argument_by_id.size() << '\n';
    }

    const Views& views_;
    std::ostringstream out_;
};

}  // namespace

std::string dump(const Views& views) {
    return Dump(views).run();
}

}  // namespace imaginons::test
