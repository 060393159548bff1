// Turns the demo's tables into commands with dates, ids and votes that come out the same each time.
#include "commands/demo.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <unordered_map>

#include "commands/demo_fr.hpp"
#include "commands/import_plan.hpp"
#include "commands/phase_rules.hpp"

namespace imaginons::commands {
namespace {

using plan::Rank;

constexpr std::int64_t minute_ms = 60'000;
// Agents of the demo's city, and the day before which nothing is answered.
constexpr const char* drafting_agent = "Inès, mairie";
constexpr const char* reviewing_agent = "Karim, mairie";
constexpr int first_answer_day = -205;
// Before anything is proposed.
constexpr int lists_day = -240;

constexpr std::int64_t day_ms = 24 * 60 * minute_ms;

class Planner {
  public:
    explicit Planner(std::int64_t base_time_ms)
        : base_ms_(base_time_ms), midnight_ms_(base_time_ms / day_ms * day_ms) {
        publish_lists();
        for (const demo::Project& project : demo::projects()) add(project);
        for (const demo::Proposal& proposal : demo::proposals_in_projects()) add(proposal);
        for (const demo::Proposal& proposal : demo::proposals_free()) add(proposal);
        for (const demo::Together& together : demo::together()) add(together);
        for (const demo::Statement& statement : demo::statements()) add(statement);
        appoint();
        for (const demo::Answer& answer : demo::answers()) add(answer);
        for (const demo::Meeting& meeting : demo::meetings()) add(meeting);
        for (const demo::Question& question : demo::questions()) add(question);
        for (const demo::Conclusion& conclusion : demo::conclusions()) add(conclusion);
    }

    std::vector<PlannedCommand> finish() { return timeline_.finish(); }

  private:
    static events::ProjectId project_id(std::string_view key) {
        return plan::derived_id<events::ProjectId>("demo\nproject\n" + std::string(key));
    }
    static events::ProposalId proposal_id(std::string_view key) {
        return plan::derived_id<events::ProposalId>("demo\nproposal\n" + std::string(key));
    }

    // Some minute of that day between 6 and 20 h UTC, always the same for the same name, and never
    // in the future.
    std::int64_t time_on(int day, const std::string& name) const {
        const auto minutes =
            static_cast<std::int64_t>(plan::Numbers("demo\n" + name).below(14 * 60));
        return std::min(midnight_ms_ + day * day_ms + (6 * 60 + minutes) * minute_ms,
                        base_ms_ - minute_ms);
    }
    std::int32_t date(int day) const {
        return static_cast<std::int32_t>(midnight_ms_ / day_ms) + day;
    }

    void put(Rank rank, std::int64_t at_ms, const std::string& key, AnyCommand body,
             const Actor& actor) {
        timeline_.add(rank, at_ms,
                      {.key = "demo/" + key,
                       .body = std::move(body),
                       .actor = actor,
                       .occurred_at_ms = at_ms,
                       .origin = "demo/" + key});
    }
    // As if it had been done here: what came from elsewhere, the city does not answer.
    void put_here(Rank rank, std::int64_t at_ms, const std::string& key, AnyCommand body,
                  const Actor& actor) {
        timeline_.add(rank, at_ms,
                      {.key = "demo/" + key,
                       .body = std::move(body),
                       .actor = actor,
                       .occurred_at_ms = at_ms,
                       .origin = {}});
    }
    Actor resident(const std::string& pseudonym, std::int64_t at_ms) {
        return plan::by(timeline_.person(pseudonym, at_ms));
    }

    void publish_lists() {
        const std::int64_t at_ms = time_on(lists_day, "lists");
        put(Rank::project, at_ms, "themes", PublishThemes{demo::themes()}, plan::city());
        put(Rank::project, at_ms, "districts", PublishDistricts{demo::districts()}, plan::city());
    }

    static demo::Placed placed(std::span<const demo::Placed> all, std::string_view key) {
        for (const demo::Placed& one : all) {
            if (one.key == key) return one;
        }
        return {"", {}, ""};
    }

    std::int64_t opened_ms(const demo::Project& p) const {
        return time_on(p.opened_day, std::string("project/") + p.key);
    }
    // When the project came to its phase number i, from 1.
    std::int64_t begun_ms(const demo::Project& p, std::size_t i) const {
        const std::string name = std::string("project/") + p.key + "/phase/" + std::to_string(i);
        return std::max(time_on(p.moves[i - 1], name), opened_ms(p));
    }
    // The last moment for stances on what was proposed in the project then.
    std::int64_t last_stance_ms(std::string_view project, std::int64_t proposed_ms) const {
        const std::int64_t now_ms = base_ms_ - minute_ms;
        const auto all = demo::projects();
        const auto p = std::find_if(all.begin(), all.end(),
                                    [&](const demo::Project& one) { return one.key == project; });
        if (p == all.end()) return now_ms;
        for (std::size_t i = 1; i <= p->moves.size(); ++i) {
            const std::int64_t from_ms = begun_ms(*p, i);
            if (from_ms > proposed_ms && !allows(p->phases[i].kind, Contribution::stance))
                return from_ms - minute_ms;
        }
        return now_ms;
    }

    void add(const demo::Project& p) {
        const std::string key = std::string("project/") + p.key;
        const auto id = project_id(p.key);
        const std::int64_t opened_ms = this->opened_ms(p);
        const auto owner = [&](std::int64_t at_ms) {
            return std::string_view(p.owner).empty() ? plan::city() : resident(p.owner, at_ms);
        };
        OpenProject open{.project = id,
                         .level = p.level,
                         .stance_choice = p.stance_choice,
                         .title = p.title,
                         .body = p.body,
                         .phases = {}};
        demo::Placed where = placed(demo::placed_projects(), p.key);
        open.themes = std::move(where.themes);
        open.district = where.district;
        for (const demo::Phase& phase : p.phases) {
            open.phases.push_back(
                {events::Phase(date(phase.from_day), date(phase.to_day), phase.kind), phase.title});
        }
        put(Rank::project, opened_ms, key, std::move(open), owner(opened_ms));
        for (std::size_t i = 0; i < p.moves.size(); ++i) {
            const std::string name = key + "/phase/" + std::to_string(i + 1);
            const std::int64_t at_ms = begun_ms(p, i + 1);
            put(Rank::proposal, at_ms, name, MovePhase{id, static_cast<std::uint16_t>(i + 1)},
                owner(at_ms));
        }
        for (const demo::Milestone& milestone : p.milestones) {
            const std::string name = key + "/milestone/" + milestone.key;
            const auto milestone_id = plan::derived_id<events::MilestoneId>("demo\n" + name);
            for (std::size_t i = 0; i < milestone.steps.size(); ++i) {
                const demo::Step& step = milestone.steps[i];
                const std::string step_name = name + "/" + std::to_string(i);
                const std::int64_t at_ms = std::max(time_on(step.day, step_name), opened_ms);
                put(Rank::proposal, at_ms, step_name,
                    SetMilestone{.project = id,
                                 .milestone = milestone_id,
                                 .title = milestone.title,
                                 .due_on = date(milestone.due_day),
                                 .progress_percent = static_cast<std::uint8_t>(step.percent)},
                    owner(at_ms));
            }
            if (milestone.reached_day == 0) continue;
            const std::int64_t at_ms = time_on(milestone.reached_day, name);
            put(Rank::hide, at_ms, name + "/reached", ReachMilestone{id, milestone_id},
                owner(at_ms));
        }
        for (std::size_t i = 0; i < p.news.size(); ++i) {
            const demo::News& news = p.news[i];
            const std::string name = key + "/news/" + std::to_string(i);
            const std::int64_t at_ms = std::max(time_on(news.day, name), opened_ms);
            put(Rank::proposal, at_ms, name,
                PublishNews{id, plan::derived_id<events::NewsId>("demo\n" + name), news.title,
                            news.body},
                owner(at_ms));
        }
    }

    void add(const demo::Proposal& p) {
        const std::string key = std::string("proposal/") + p.key;
        const auto id = proposal_id(p.key);
        const std::int64_t at_ms = time_on(p.day, key);
        const bool free_standing = std::string_view(p.project).empty();
        const auto project = free_standing ? events::ProjectId{} : project_id(p.project);
        const auto scope =
            free_standing ? events::id_as<events::Id>(id) : events::id_as<events::Id>(project);
        demo::Placed where = placed(demo::placed_proposals(), p.key);
        put_here(Rank::proposal, at_ms, key,
                 SubmitProposal{.proposal = id,
                                .project = project,
                                .title = p.title,
                                .body = p.body,
                                .kind = events::ProposalKind::idea,
                                .amends = {},
                                .themes = std::move(where.themes),
                                .district = where.district,
                                .point = where.point},
                 resident(p.author, at_ms));
        for (std::size_t i = 0; i < p.edits.size(); ++i) {
            const demo::Edit& edit = p.edits[i];
            const std::string name = key + "/edit/" + std::to_string(i);
            const std::int64_t edited_ms = std::max(time_on(edit.day, name), at_ms + minute_ms);
            put(Rank::argument, edited_ms, name,
                EditProposal{
                    .proposal = id, .title = edit.title, .body = edit.body, .seen_version = 0},
                resident(p.author, edited_ms));
        }
        std::int64_t until_ms = last_stance_ms(p.project, at_ms);
        if (p.withdrawn_day != 0) {
            const std::int64_t withdrawn_ms = time_on(p.withdrawn_day, key + "/withdrawn");
            put(Rank::hide, withdrawn_ms, key + "/withdrawn",
                WithdrawProposal{id, p.withdrawn_reason}, resident(p.author, withdrawn_ms));
            until_ms = std::min(until_ms, withdrawn_ms);
        }
        vote(events::ObjectKind::proposal, events::id_as<events::Id>(id), scope, key, p.votes,
             at_ms, until_ms);
        for (std::size_t i = 0; i < p.arguments.size(); ++i) {
            const demo::Argument& a = p.arguments[i];
            const std::string name = key + "/argument/" + std::to_string(i);
            AddArgument body{.argument = {},
                             .proposal = id,
                             .parent = {},
                             .side = a.side,
                             .body = a.body,
                             .title = a.source_title,
                             .url = a.source_url};
            add_argument(std::move(body), name, a.author, a.day, a.votes, a.replies, scope, at_ms,
                         until_ms);
        }
    }

    void add_argument(AddArgument body, const std::string& name, const char* author, int day,
                      int votes, const std::vector<demo::Reply>& replies, const events::Id& scope,
                      std::int64_t after_ms, std::int64_t until_ms) {
        body.argument = plan::derived_id<events::ArgumentId>("demo\n" + name);
        const auto id = body.argument;
        const auto proposal = body.proposal;
        const std::int64_t at_ms = std::max(time_on(day, name), after_ms + minute_ms);
        put(Rank::argument, at_ms, name, std::move(body), resident(author, at_ms));
        vote(events::ObjectKind::argument, events::id_as<events::Id>(id), scope, name,
             {votes, 0, 0}, at_ms, until_ms);
        for (std::size_t i = 0; i < replies.size(); ++i) {
            const demo::Reply& reply = replies[i];
            AddArgument answer{.argument = {},
                               .proposal = proposal,
                               .parent = id,
                               .side = reply.side,
                               .body = reply.body,
                               .title = {},
                               .url = {}};
            add_argument(std::move(answer), name + "/" + std::to_string(i), reply.author, reply.day,
                         reply.votes, reply.replies, scope, at_ms, until_ms);
        }
    }

    // Of the author, by key.
    static const demo::Proposal& free_proposal(std::string_view key) {
        const auto all = demo::proposals_free();
        return *std::find_if(all.begin(), all.end(),
                             [&](const demo::Proposal& one) { return one.key == key; });
    }

    void add(const demo::Together& t) {
        const std::string key = std::string("together/") + t.proposal;
        const auto id = proposal_id(t.proposal);
        const std::int64_t asked_ms = time_on(t.day, key);
        const std::int64_t signed_ms = std::max(time_on(t.day + 1, key), asked_ms + minute_ms);
        put_here(Rank::argument, asked_ms, key + "/invite", InviteCoAuthor{id, t.co_author},
                 resident(free_proposal(t.proposal).author, asked_ms));
        put_here(Rank::argument, signed_ms, key + "/accept", AcceptInvitation{id},
                 resident(t.co_author, signed_ms));
        std::uint32_t version = 1;
        for (const demo::Amendment& amendment : t.amendments) {
            add(amendment, id, version, t.co_author);
            if (amendment.accepted_day != 0) ++version;
        }
    }

    void add(const demo::Amendment& a, const events::ProposalId& amended, std::uint32_t version,
             const char* by) {
        const std::string key = std::string("proposal/") + a.key;
        const auto id = proposal_id(a.key);
        const std::int64_t at_ms = time_on(a.day, key);
        put_here(Rank::proposal, at_ms, key,
                 SubmitProposal{.proposal = id,
                                .project = {},
                                .title = a.title,
                                .body = a.body,
                                .kind = events::ProposalKind::amendment,
                                .amends = amended,
                                .amends_version = version,
                                .argument = plan::derived_id<events::ArgumentId>("demo\n" + key),
                                .reason = a.reason},
                 resident(a.author, at_ms));
        const std::int64_t until_ms =
            a.accepted_day == 0 ? base_ms_ - minute_ms : time_on(a.accepted_day, key + "/accepted");
        vote(events::ObjectKind::proposal, events::id_as<events::Id>(id),
             events::id_as<events::Id>(id), key, {a.votes, 0, 0}, at_ms, until_ms - minute_ms);
        if (a.accepted_day == 0) return;
        put_here(Rank::argument, until_ms, key + "/accepted",
                 AcceptAmendment{id, 1, a.title, a.body}, resident(by, until_ms));
    }

    void add(const demo::Statement& s) {
        const std::string key = std::string("statement/") + s.key;
        const auto id = proposal_id(s.key);
        const std::int64_t at_ms = time_on(s.day, key);
        put(Rank::proposal, at_ms, key,
            AddStatement{.statement = id, .project = project_id(s.project), .body = s.body},
            resident(s.author, at_ms));
        vote(events::ObjectKind::proposal, events::id_as<events::Id>(id),
             events::id_as<events::Id>(project_id(s.project)), key, s.votes, at_ms,
             last_stance_ms(s.project, at_ms));
    }

    // Two agents of the city, who answer from the beginning.
    void appoint() {
        const std::int64_t at_ms = time_on(first_answer_day - 1, "agents");
        for (const char* agent : {drafting_agent, reviewing_agent}) {
            const auto person = timeline_.person(agent, at_ms);
            put(Rank::proposal, at_ms, std::string("role/") + agent,
                GiveRole{person, events::Role::agent, {}, "Service Citoyenneté, réponses."},
                plan::city());
        }
    }

    static std::unique_ptr<events::Criterion> criterion(const demo::Criterion& told) {
        auto criterion = std::make_unique<events::Criterion>();
        criterion->finding = told.finding;
        criterion->reason = told.reason;
        return criterion;
    }

    static events::Answer words_of(const demo::Answer& a) {
        events::Answer words;
        words.outcome = a.outcome;
        words.title = a.title;
        words.body = a.body;
        words.competence = criterion(a.competence);
        words.legality = criterion(a.legality);
        words.general_interest = criterion(a.general_interest);
        words.feasibility = criterion(a.feasibility);
        words.official = a.official.name;
        words.function = a.official.function;
        words.cost = a.cost;
        words.calendar = a.calendar;
        words.redirected_to = a.redirected_to;
        return words;
    }

    void add(const demo::Answer& a) {
        const std::string key = std::string("answer/") + a.proposal;
        const auto id = proposal_id(a.proposal);
        const std::int64_t drafted_ms = time_on(a.day, key);
        const std::int64_t reviewed_ms = std::max(time_on(a.day + 1, key), drafted_ms + minute_ms);
        const std::int64_t published_ms =
            std::max(time_on(a.day + 2, key), reviewed_ms + minute_ms);
        put_here(Rank::argument, drafted_ms, key + "/draft", DraftAnswer{id, 0, 0, words_of(a)},
                 resident(drafting_agent, drafted_ms));
        put_here(Rank::argument, reviewed_ms, key + "/review",
                 ReviewAnswer{id, 1, events::ReviewVerdict::approved, {}},
                 resident(reviewing_agent, reviewed_ms));
        put_here(Rank::argument, published_ms, key + "/publish", PublishAnswer{id, 1},
                 resident(drafting_agent, published_ms));
        if (!std::string_view(a.project).empty()) {
            put_here(Rank::argument, published_ms + minute_ms, key + "/project",
                     TakeUpProposal{id, project_id(a.project)},
                     resident(drafting_agent, published_ms));
        }
        for (const demo::Move& move : a.moves) {
            const std::string name = key + "/" + std::to_string(move.day);
            const std::int64_t at_ms =
                std::max(time_on(move.day, name), published_ms + 2 * minute_ms);
            put_here(Rank::argument, at_ms, name, MoveProposal{id, move.stage, move.word},
                     resident(reviewing_agent, at_ms));
        }
    }

    void add(const demo::Meeting& m) {
        const std::string key = std::string("meeting/") + m.key;
        const auto id = plan::derived_id<events::MeetingId>("demo\n" + key);
        const std::int64_t announced_ms = time_on(m.announced_day, key);
        const std::int64_t starts_ms = midnight_ms_ + m.day * day_ms + m.hour * 60 * minute_ms;
        const char* holder = std::string_view(m.owner).empty() ? drafting_agent : m.owner;
        put_here(Rank::proposal, announced_ms, key,
                 AnnounceMeeting{id,
                                 project_id(m.project),
                                 starts_ms,
                                 starts_ms + m.minutes * minute_ms,
                                 static_cast<std::uint32_t>(m.capacity),
                                 {m.title, m.agenda, m.place, m.link}},
                 resident(holder, announced_ms));
        seat(id, key, m.registered, announced_ms,
             std::min(starts_ms - minute_ms, base_ms_ - minute_ms));
        if (m.minutes_day == 0) return;
        const std::int64_t told_ms = time_on(m.minutes_day, key + "/minutes");
        put_here(Rank::argument, told_ms, key + "/minutes", PublishMinutes{id, m.minutes_text},
                 resident(holder, told_ms));
    }

    void add(const demo::Question& q) {
        const std::string key = std::string("question/") + q.key;
        const auto id = plan::derived_id<events::QuestionId>("demo\n" + key);
        const bool of_project = std::string_view(q.proposal).empty();
        const std::int64_t asked_ms = time_on(q.day, key);
        put_here(Rank::argument, asked_ms, key,
                 AskQuestion{id, of_project ? events::ProposalId() : proposal_id(q.proposal),
                             of_project ? project_id(q.project) : events::ProjectId(), q.body},
                 resident(q.author, asked_ms));
        if (q.answered_day == 0) return;
        const std::int64_t answered_ms = time_on(q.answered_day, key + "/answer");
        put_here(Rank::argument, answered_ms, key + "/answer",
                 AnswerQuestion{id, 0, q.answer, q.official.name, q.official.function},
                 resident(drafting_agent, answered_ms));
    }

    void add(const demo::Conclusion& c) {
        const bool of_project = std::string_view(c.proposal).empty();
        const std::string key = std::string("conclusion/") + (of_project ? c.project : c.proposal);
        const std::int64_t at_ms = time_on(c.day, key);
        const char* speaker = std::string_view(c.owner).empty() ? drafting_agent : c.owner;
        PublishConclusion body;
        if (of_project) {
            body.project = project_id(c.project);
            body.phase = static_cast<std::uint16_t>(c.phase);
        } else {
            body.proposal = proposal_id(c.proposal);
        }
        body.words.said_for = c.said_for;
        body.words.said_against = c.said_against;
        body.words.left_open = c.left_open;
        put_here(Rank::argument, at_ms, key, std::move(body), resident(speaker, at_ms));
    }

    void seat(const events::MeetingId& meeting, const std::string& key, int registered,
              std::int64_t from_ms, std::int64_t until_ms) {
        plan::Numbers numbers("demo\n" + key);
        const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(until_ms - from_ms, 1));
        for (int i = 0; i < registered; ++i) {
            const char* who =
                demo::residents()[static_cast<std::size_t>(i) * 3 % demo::residents().size()];
            const std::int64_t at_ms =
                from_ms + minute_ms + static_cast<std::int64_t>(numbers.below(span));
            const std::int64_t acts_ms = std::min(at_ms, until_ms);
            const auto person = timeline_.person(who, acts_ms);
            timeline_.add(Rank::stance, acts_ms,
                          {.key = "demo/" + key + "/seat/" + who,
                           .body = TakeRegistration{meeting, {}},
                           .actor = plan::by(person),
                           .voter = person,
                           .occurred_at_ms = acts_ms,
                           .origin = {}});
        }
    }

    // Each by another resident, most of them soon: an idea is talked of when it is new.
    void vote(events::ObjectKind kind, const events::Id& object, const events::Id& scope,
              const std::string& key, const demo::Votes& votes, std::int64_t from_ms,
              std::int64_t until_ms) {
        std::vector<events::Stance> stances;
        stances.insert(stances.end(), static_cast<std::size_t>(votes.for_), events::Stance::for_);
        stances.insert(stances.end(), static_cast<std::size_t>(votes.neutral),
                       events::Stance::neutral);
        stances.insert(stances.end(), static_cast<std::size_t>(votes.against),
                       events::Stance::against);
        std::vector<const char*> voters(demo::residents().begin(), demo::residents().end());
        plan::Numbers numbers("demo\n" + key);
        for (std::size_t i = voters.size(); i > 1; --i)
            std::swap(voters[i - 1], voters[numbers.below(i)]);
        for (std::size_t i = stances.size(); i > 1; --i)
            std::swap(stances[i - 1], stances[numbers.below(i)]);
        const auto span = static_cast<std::uint64_t>(
            std::max<std::int64_t>(until_ms - from_ms - 2 * minute_ms, 1));
        for (std::size_t i = 0; i < stances.size(); ++i) {
            // The smaller of two draws comes early.
            const std::uint64_t after = std::min(numbers.below(span), numbers.below(span));
            const std::int64_t at_ms =
                std::min(from_ms + minute_ms + static_cast<std::int64_t>(after), until_ms);
            const auto person = timeline_.person(voters[i], at_ms);
            TakeStance take{.object_kind = kind,
                            .object = object,
                            .scope = scope,
                            .token = {},
                            .stance = stances[i]};
            timeline_.add(Rank::stance, at_ms,
                          {.key = "demo/" + key + "/stance/" + voters[i],
                           .body = take,
                           .actor = plan::by(person),
                           .voter = person,
                           .occurred_at_ms = at_ms,
                           .origin = {}});
        }
    }

    std::int64_t base_ms_;
    std::int64_t midnight_ms_;
    plan::Timeline timeline_{"demo"};
};

}  // namespace

std::vector<PlannedCommand> demo_commands(std::int64_t base_time_ms) {
    return Planner(base_time_ms).finish();
}

CarriedOut seed_demo(Engine& engine, const storage::Log& log, std::int64_t base_time_ms,
                     const std::function<void(std::uint64_t done, std::uint64_t of)>& progress) {
    return carry_out(engine, log, demo_commands(base_time_ms), progress);
}

}  // namespace imaginons::commands
