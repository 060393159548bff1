// One full event of every kind, with every field set: what codec, JSON and golden tests are run on.
// Golden bytes hang on these values: a new kind is added at its place, an existing one is never
// changed.
#pragma once

#include <cctype>
#include <cstring>
#include <string>
#include <vector>

#include "events/codec.hpp"

namespace imaginons::events::samples {

// 16 bytes: first, first + 1, ...
template <class T>
T id(unsigned first) {
    std::array<std::uint8_t, 16> raw;
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(first + i);
    return from_bytes<T>(raw.data());
}

inline Hash hash() {
    std::array<std::uint8_t, 32> raw;
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(0xC0 + i);
    return hash_from_bytes(raw.data());
}

inline Envelope envelope() {
    Envelope envelope;
    envelope.id = id<Id>(0x10);
    envelope.recorded_at_ms = 1'790'000'000'123;
    envelope.request = id<RequestId>(0x20);
    envelope.request_hash = id<RequestHash>(0x30);
    envelope.occurred_at_ms = 1'443'269'104'000;
    envelope.origin = "republique-numerique/100";
    envelope.commitment = hash();
    return envelope;
}

inline std::unique_ptr<Text> text(bool with_phases) {
    auto text = std::make_unique<Text>();
    text->title = "Un jardin partagé";
    text->body = "Entre la gare et l'école, **200 m²** de friche.";
    text->url = "https://example.org/?a=1&b=é";
    text->name = "Ville d'Annemasse";
    if (with_phases) text->phases = {"Idées", "Débat 💬", ""};
    return text;
}

inline std::vector<Phase> phases() {
    return {Phase(20'564, 20'594, PhaseKind::propose), Phase(20'595, 20'600, PhaseKind::debate),
            Phase(0, 0, PhaseKind::realise)};
}

inline PersonErased person_erased() {
    PersonErased e;
    e.person = id<PersonId>(0x50);
    e.words = ErasedWords::removed;
    e.by = ErasedBy::city;
    return e;
}

inline ProjectOpened project_opened() {
    ProjectOpened e;
    e.project = id<ProjectId>(0x40);
    e.owner_kind = OwnerKind::person;
    e.owner = id<PersonId>(0x50);
    e.level = ParticipationLevel::co_build;
    e.stance_choice = StanceChoice::for_neutral_against;
    e.phases = phases();
    e.text = text(true);
    return e;
}

inline ProjectChanged project_changed() {
    ProjectChanged e;
    e.project = id<ProjectId>(0x40);
    e.level = ParticipationLevel::decide;
    e.phases = phases();
    e.text = text(true);
    return e;
}

inline NewsPublished news_published() {
    NewsPublished e;
    e.project = id<ProjectId>(0x40);
    e.news = id<NewsId>(0x58);
    e.text = text(false);
    return e;
}

inline MilestoneSet milestone_set() {
    MilestoneSet e;
    e.project = id<ProjectId>(0x40);
    e.milestone = id<MilestoneId>(0x5C);
    e.due_on = 20'700;
    e.progress_percent = 40;
    e.text = text(false);
    return e;
}

inline MilestoneReached milestone_reached() {
    MilestoneReached e;
    e.project = id<ProjectId>(0x40);
    e.milestone = id<MilestoneId>(0x5C);
    return e;
}

inline CharterPublished charter_published() {
    CharterPublished e;
    e.version = 3;
    e.text = text(false);
    return e;
}

inline CharterAccepted charter_accepted() {
    CharterAccepted e;
    e.person = id<PersonId>(0x50);
    e.version = 3;
    return e;
}

template <class E>
E of_person() {
    E e;
    e.person = id<PersonId>(0x50);
    return e;
}

inline PhaseMoved phase_moved() {
    PhaseMoved e;
    e.project = id<ProjectId>(0x40);
    e.phase = 2;
    return e;
}

inline ProposalSubmitted proposal_submitted() {
    ProposalSubmitted e;
    e.proposal = id<ProposalId>(0x60);
    e.project = id<ProjectId>(0x40);
    e.author = id<PersonId>(0x50);
    e.kind = ProposalKind::amendment;
    e.amends = id<ProposalId>(0x70);
    return e;
}

inline ProposalEdited proposal_edited() {
    ProposalEdited e;
    e.proposal = id<ProposalId>(0x60);
    e.author = id<PersonId>(0x50);
    e.version = 2;
    return e;
}

inline ProposalPlaced proposal_placed() {
    ProposalPlaced e;
    e.proposal = id<ProposalId>(0x60);
    e.by = id<PersonId>(0x50);
    e.themes = {"velo", "eau"};
    e.district = "gare";
    e.point = std::make_unique<Point>(4'619'412, 623'651);
    return e;
}

inline ProposalWithdrawn proposal_withdrawn() {
    ProposalWithdrawn e;
    e.proposal = id<ProposalId>(0x60);
    e.author = id<PersonId>(0x50);
    return e;
}

inline CoAuthorInvited co_author_invited() {
    CoAuthorInvited e;
    e.proposal = id<ProposalId>(0x60);
    e.person = id<PersonId>(0x90);
    e.by = id<PersonId>(0x50);
    return e;
}

inline CoAuthorAccepted co_author_accepted() {
    CoAuthorAccepted e;
    e.proposal = id<ProposalId>(0x60);
    e.person = id<PersonId>(0x50);
    return e;
}

inline CoAuthorLeft co_author_left() {
    CoAuthorLeft e;
    e.proposal = id<ProposalId>(0x60);
    e.person = id<PersonId>(0x90);
    e.by = id<PersonId>(0x50);
    return e;
}

inline AmendmentAccepted amendment_accepted() {
    AmendmentAccepted e;
    e.proposal = id<ProposalId>(0x60);
    e.amendment = id<ProposalId>(0x70);
    e.amendment_version = 2;
    e.version = 3;
    e.by = id<PersonId>(0x50);
    return e;
}

inline AmendmentRefused amendment_refused() {
    AmendmentRefused e;
    e.proposal = id<ProposalId>(0x60);
    e.amendment = id<ProposalId>(0x70);
    e.amendment_version = 2;
    e.by = id<PersonId>(0x50);
    return e;
}

inline StatementAdded statement_added() {
    StatementAdded e;
    e.statement = id<ProposalId>(0x68);
    e.project = id<ProjectId>(0x40);
    e.author = id<PersonId>(0x50);
    return e;
}

inline ArgumentAdded argument_added() {
    ArgumentAdded e;
    e.argument = id<ArgumentId>(0x80);
    e.proposal = id<ProposalId>(0x60);
    e.parent = id<ArgumentId>(0x90);
    e.author = id<PersonId>(0x50);
    e.side = Side::against;
    e.source = true;
    return e;
}

inline StanceTaken stance_taken() {
    StanceTaken e;
    e.object = id<Id>(0x60);
    e.scope = id<Id>(0x40);
    e.token = id<Token>(0xA0);
    e.version = 2;
    e.object_kind = ObjectKind::proposal;
    e.stance = Stance::against;
    return e;
}

inline StanceWithdrawn stance_withdrawn() {
    StanceWithdrawn e;
    e.object = id<Id>(0x80);
    e.scope = id<Id>(0x40);
    e.token = id<Token>(0xA0);
    e.object_kind = ObjectKind::argument;
    return e;
}

inline ContributionHidden contribution_hidden() {
    ContributionHidden e;
    e.object = id<Id>(0x80);
    e.object_kind = ObjectKind::argument;
    e.ground = HiddenGround::hidden_at_origin;
    return e;
}

inline LogContinued log_continued() {
    LogContinued e;
    e.former_origin = "participation.annemasse.example/log/1";
    e.former_size = 1200;
    e.former_root = hash();
    e.former_note = "participation.annemasse.example/log/1\n1200\n...\n\n— a b\n";
    e.size = 1000;
    e.root = hash();
    return e;
}

template <class RoleEvent>
RoleEvent about_role() {
    RoleEvent e;
    e.person = id<PersonId>(0x90);
    e.role = Role::agent;
    e.scope = id<ProjectId>(0x40);
    e.by = id<PersonId>(0x50);
    return e;
}

inline std::unique_ptr<Criterion> criterion(Finding finding, const char* reason) {
    auto criterion = std::make_unique<Criterion>();
    criterion->finding = finding;
    criterion->reason = reason;
    return criterion;
}

inline Answer answer() {
    Answer answer;
    answer.outcome = AnswerOutcome::accepted;
    answer.title = "Acceptée : trois bancs d’ici juin";
    answer.body = "Nous les posons avec vous.";
    answer.competence = criterion(Finding::met, "La place est à la ville.");
    answer.legality = criterion(Finding::met, "Rien ne s’y oppose.");
    answer.general_interest = criterion(Finding::partly, "Pour qui attend le bus.");
    answer.feasibility = criterion(Finding::not_met, "Pas avant le printemps.");
    answer.official = "Iris Valdoré";
    answer.function = "adjointe au cadre de vie";
    answer.cost = "3 000 €";
    answer.calendar = "avant juin";
    answer.redirected_to = "l’agglomération";
    return answer;
}

inline AnswerDrafted answer_drafted() {
    AnswerDrafted e;
    e.proposal = id<ProposalId>(0x60);
    e.draft = 2;
    e.version = 3;
    e.by = id<PersonId>(0x50);
    return e;
}

inline AnswerReviewed answer_reviewed() {
    AnswerReviewed e;
    e.proposal = id<ProposalId>(0x60);
    e.draft = 2;
    e.by = id<PersonId>(0x50);
    e.verdict = ReviewVerdict::sent_back;
    return e;
}

inline AnswerPublished answer_published() {
    AnswerPublished e;
    e.proposal = id<ProposalId>(0x60);
    e.draft = 2;
    e.version = 3;
    e.by = id<PersonId>(0x50);
    e.drafted_by = id<PersonId>(0x90);
    e.reviewed_by = id<PersonId>(0xA0);
    e.answer = std::make_unique<Answer>(answer());
    return e;
}

inline ProposalMoved proposal_moved() {
    ProposalMoved e;
    e.proposal = id<ProposalId>(0x60);
    e.stage = ProposalStage::in_progress;
    e.by = id<PersonId>(0x50);
    e.text = text(false);
    return e;
}

inline ProposalTakenUp proposal_taken_up() {
    ProposalTakenUp e;
    e.proposal = id<ProposalId>(0x60);
    e.project = id<ProjectId>(0x40);
    e.by = id<PersonId>(0x50);
    return e;
}

inline std::unique_ptr<Text> words_of_a_meeting() {
    auto words = text(false);
    words->place = "École de Romagny, salle n° 2";
    return words;
}

inline MeetingAnnounced meeting_announced() {
    MeetingAnnounced e;
    e.meeting = id<MeetingId>(0xB0);
    e.project = id<ProjectId>(0x40);
    e.starts_at = 1'796'457'600'000;
    e.ends_at = 1'796'468'400'000;
    e.capacity = 40;
    e.by = id<PersonId>(0x50);
    e.text = words_of_a_meeting();
    return e;
}

inline MeetingChanged meeting_changed() {
    MeetingChanged e;
    e.meeting = id<MeetingId>(0xB0);
    e.version = 2;
    e.starts_at = 1'796'461'200'000;
    e.ends_at = 1'796'472'000'000;
    e.capacity = 60;
    e.by = id<PersonId>(0x50);
    e.text = words_of_a_meeting();
    return e;
}

inline MeetingCancelled meeting_cancelled() {
    MeetingCancelled e;
    e.meeting = id<MeetingId>(0xB0);
    e.by = id<PersonId>(0x50);
    e.text = text(false);
    return e;
}

inline MinutesPublished minutes_published() {
    MinutesPublished e;
    e.meeting = id<MeetingId>(0xB0);
    e.version = 3;
    e.by = id<PersonId>(0x50);
    e.text = text(false);
    return e;
}

template <class Registration>
Registration registration() {
    Registration e;
    e.meeting = id<MeetingId>(0xB0);
    e.token = id<Token>(0xA0);
    return e;
}

inline QuestionAsked question_asked() {
    QuestionAsked e;
    e.question = id<QuestionId>(0xC0);
    e.proposal = id<ProposalId>(0x60);
    e.project = id<ProjectId>(0x40);
    e.author = id<PersonId>(0x50);
    return e;
}

inline QuestionAnswered question_answered() {
    QuestionAnswered e;
    e.question = id<QuestionId>(0xC0);
    e.version = 2;
    e.by = id<PersonId>(0x50);
    e.text = text(false);
    e.official = "Iris Valdoré";
    e.function = "adjointe aux écoles";
    return e;
}

inline ConclusionPublished conclusion_published() {
    ConclusionPublished e;
    e.proposal = id<ProposalId>(0x60);
    e.project = id<ProjectId>(0x40);
    e.phase = 2;
    e.version = 3;
    e.by = id<PersonId>(0x50);
    e.text = text(false);
    e.text->conclusion = std::make_unique<Conclusion>();
    e.text->conclusion->said_for = "Tous veulent de l’ombre.";
    e.text->conclusion->said_against = "Personne n’a rien dit contre.";
    e.text->conclusion->left_open = "Qui arrose ?";
    return e;
}

// In the order of the union; codec_test asserts that no kind is missing.
template <class List>
List published_list() {
    List e;
    e.codes = {"velo", "eau"};
    e.french = {"À vélo", "L'eau"};
    e.english = {"By bike", "Water"};
    e.by = id<PersonId>(0x50);
    return e;
}

inline std::vector<Fact> one_of_each() {
    std::vector<Fact> all;
    all.emplace_back(charter_published());
    all.emplace_back(charter_accepted());
    all.emplace_back(of_person<PersonJoined>());
    all.emplace_back(of_person<EmailConfirmed>());
    all.emplace_back(of_person<PersonRenamed>());
    all.emplace_back(person_erased());
    all.emplace_back(about_role<RoleGiven>());
    all.emplace_back(about_role<RoleTaken>());
    all.emplace_back(project_opened());
    all.emplace_back(project_changed());
    all.emplace_back(phase_moved());
    all.emplace_back(news_published());
    all.emplace_back(milestone_set());
    all.emplace_back(milestone_reached());
    all.emplace_back(proposal_submitted());
    all.emplace_back(proposal_edited());
    all.emplace_back(proposal_withdrawn());
    all.emplace_back(co_author_invited());
    all.emplace_back(co_author_accepted());
    all.emplace_back(statement_added());
    all.emplace_back(co_author_left());
    all.emplace_back(amendment_accepted());
    all.emplace_back(amendment_refused());
    all.emplace_back(proposal_placed());
    all.emplace_back(argument_added());
    all.emplace_back(stance_taken());
    all.emplace_back(stance_withdrawn());
    all.emplace_back(contribution_hidden());
    all.emplace_back(log_continued());
    all.emplace_back(answer_drafted());
    all.emplace_back(answer_reviewed());
    all.emplace_back(answer_published());
    all.emplace_back(proposal_moved());
    all.emplace_back(proposal_taken_up());
    all.emplace_back(meeting_announced());
    all.emplace_back(meeting_changed());
    all.emplace_back(meeting_cancelled());
    all.emplace_back(minutes_published());
    all.emplace_back(registration<RegistrationTaken>());
    all.emplace_back(registration<RegistrationWithdrawn>());
    all.emplace_back(question_asked());
    all.emplace_back(question_answered());
    all.emplace_back(conclusion_published());
    all.emplace_back(published_list<ThemesPublished>());
    all.emplace_back(published_list<DistrictsPublished>());
    return all;
}

// Bytes that stay, 8-byte aligned as the log lends them.
class Record {
  public:
    explicit Record(Bytes bytes) : size_(bytes.size()), words_((bytes.size() + 7) / 8) {
        if (!bytes.empty()) std::memcpy(words_.data(), bytes.data(), bytes.size());
    }
    Record(const Envelope& envelope, const Fact& fact) : Record(Encoder().encode(envelope, fact)) {}

    Bytes bytes() const { return {reinterpret_cast<const std::uint8_t*>(words_.data()), size_}; }
    std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(words_.data()); }

  private:
    std::size_t size_;
    std::vector<std::uint64_t> words_;
};

// What a record says, back as a fact.
inline Fact fact_in(Bytes bytes) {
    Fact fact;
    visit(read_meta(0, bytes), bytes,
          [&fact](const Meta&, auto& payload) { fact.payload = payload; });
    return fact;
}

// "StanceTaken" -> "stance_taken"
inline std::string snake_case(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
        if (upper && !out.empty()) out += '_';
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

}  // namespace imaginons::events::samples
