// The demo's words and numbers as tables, apart from what is done with them. Days count from the
// base day, so -30 is a month ago. Not for use outside demo*.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command.hpp"

namespace imaginons::commands::demo {

using events::ParticipationLevel;
using events::PhaseKind;
using events::Side;
using events::StanceChoice;

struct Phase {
    PhaseKind kind;
    const char* title;
    int from_day;
    int to_day;
};

struct Step {
    int day;
    int percent;
};

struct Milestone {
    const char* key;
    const char* title;
    int due_day;
    std::vector<Step> steps;  // the first sets it
    int reached_day = 0;      // 0 = not yet
};

struct News {
    int day;
    const char* title;
    const char* body;
};

struct Project {
    const char* key;
    const char* owner;  // a pseudonym; empty = the city
    ParticipationLevel level;
    StanceChoice stance_choice;
    int opened_day;
    const char* title;
    const char* body;
    std::vector<Phase> phases;
    std::vector<int> moves;  // the day on which phase 1, 2, ... began
    std::vector<Milestone> milestones;
    std::vector<News> news;
};

struct Votes {
    int for_;
    int neutral;
    int against;
};

struct Reply {
    int day;
    const char* author;
    Side side;
    const char* body;
    int votes;
    std::vector<Reply> replies{};
};

struct Argument {
    int day;
    const char* author;
    Side side;
    const char* body;
    int votes;  // for
    const char* source_title = "";
    const char* source_url = "";
    std::vector<Reply> replies{};
};

struct Edit {
    int day;
    const char* title;
    const char* body;
};

struct Proposal {
    const char* key;
    const char* project;  // a key; empty = free-standing
    const char* author;
    int day;
    const char* title;
    const char* body;
    Votes votes;
    std::vector<Argument> arguments{};
    std::vector<Edit> edits{};
    int withdrawn_day = 0;  // 0 = not
    const char* withdrawn_reason = "";
};

struct Amendment {
    const char* key;
    const char* author;
    int day;
    const char* title;
    const char* body;
    const char* reason;
    int votes;         // for
    int accepted_day;  // 0 = it is open
};

// Who signs a proposal with its author, from that day on, and the amendments that they decide on:
// each is written on what the ones before have made of it.
struct Together {
    const char* proposal;  // a key
    const char* co_author;
    int day;
    std::vector<Amendment> amendments;
};

struct Statement {
    const char* key;
    const char* project;
    const char* author;
    int day;
    const char* body;
    Votes votes;
};

struct Official {
    const char* name;
    const char* function;
};

struct Criterion {
    events::Finding finding;  // unset: left open
    const char* reason;
};

struct Move {
    int day;
    events::ProposalStage stage;
    const char* word;
};

// The city's answer to a proposal: drafted on its day, reviewed and published soon after.
struct Answer {
    const char* proposal;  // a key
    int day;
    events::AnswerOutcome outcome;
    const char* title;
    const char* body;
    Criterion competence;
    Criterion legality;
    Criterion general_interest;
    Criterion feasibility;
    Official official;
    const char* cost;
    const char* calendar;
    const char* redirected_to;
    const char* project;  // a key; that carries it out, empty if none
    std::vector<Move> moves;
};

// About a proposal or about a project, answered on its day.
struct Question {
    const char* key;
    const char* proposal;  // a key; of the two one is empty
    const char* project;
    const char* author;
    int day;
    const char* body;
    int answered_day;  // 0 = it waits
    const char* answer;
    Official official;
};

// What the debate about a proposal, or of a project's phase, came to on a day.
struct Conclusion {
    const char* proposal;  // a key; of the two one is empty
    const char* project;
    int phase;
    const char* owner;  // whose project it is; empty = the city, for which an agent speaks
    int day;
    const char* said_for;
    const char* said_against;
    const char* left_open;
};

struct Meeting {
    const char* key;
    const char* project;  // a key
    const char* owner;    // whose project it is; empty = the city, for which an agent speaks
    int announced_day;
    int day;
    int hour;  // UTC
    int minutes;
    int capacity;
    int registered;
    const char* title;
    const char* agenda;
    const char* place;
    const char* link;
    int minutes_day;  // 0 = none published
    const char* minutes_text;
};

// What a project or a proposal is about, and where.
struct Placed {
    const char* key;
    std::vector<std::string> themes;
    const char* district;                  // empty = the whole city
    std::optional<events::Point> point{};  // of a proposal
};

// People's names are at least as many as the most votes on anything.
std::span<const char* const> residents();
std::span<const Project> projects();
std::span<const Proposal> proposals_in_projects();
std::span<const Proposal> proposals_free();
std::span<const Together> together();
std::span<const Statement> statements();
std::span<const Answer> answers();
std::span<const Meeting> meetings();
const std::vector<NamedCode>& themes();
const std::vector<NamedCode>& districts();
std::span<const Placed> placed_projects();
std::span<const Placed> placed_proposals();
std::span<const Question> questions();
std::span<const Conclusion> conclusions();

}  // namespace imaginons::commands::demo
