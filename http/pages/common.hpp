// The small things that several pages show: tallies, people, list rows, forms' fields. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace imaginons::http::pages {

enum class Stance : std::uint8_t { none, in_favour, neutral, against };
enum class Side : std::uint8_t { in_favour, against, beside };
// erased: the words are gone with their author's account.
enum class ContributionState : std::uint8_t { open, withdrawn, hidden, erased };
enum class Level : std::uint8_t { inform, consult, co_build, decide };

// How far a proposal has come; none: the city does not answer it.
enum class Stage : std::uint8_t {
    none,
    submitted,
    under_review,
    info_requested,
    accepted,
    redirected,
    refused,
    in_progress,
    done
};

// When an answer is due, in days since 1970-01-01.
struct Due {
    std::int32_t on = 0;  // 0: none is owed
    std::int32_t today = 0;
    bool overdue() const { return on != 0 && today > on; }
    std::int32_t days_left() const { return on > today ? on - today : 0; }
    std::int32_t days_late() const { return overdue() ? today - on : 0; }
};

// Current stances only; replaced and withdrawn ones are counted apart.
struct Tally {
    std::uint64_t in_favour = 0;
    std::uint64_t neutral = 0;
    std::uint64_t against = 0;
    bool support_only = false;  // the project allows only "for"
};

struct PersonName {
    std::string id;  // empty: no page (unknown, or gone)
    std::string pseudonym;
    bool gone = false;  // somebody who has deleted their account
};

// A page of a list is reached by its cursor; empty: there is none.
struct Cursors {
    std::string previous;
    std::string next;
};

// What is said of a receipt right after the act that it is for.
struct ReceiptStub {
    std::uint64_t seq = 0;   // 0: there is none (the first event is the charter, nobody's act)
    std::int64_t at = 0;     // ms
    bool is_choice = false;  // it leads to what somebody thinks
};

// A theme or a district; which of its names is shown depends on the page's language.
struct LabelName {
    std::string code;  // empty: none
    std::string french;
    std::string english;
};

// That a proposal or a project may bear.
inline constexpr std::size_t most_themes = 3;

// A point of the map in decimal degrees, as they are written ("46.19412"); empty: none.
struct MapPoint {
    std::string latitude;
    std::string longitude;
};

// A proposal or a statement in a list.
struct ProposalRow {
    std::string id;
    bool statement = false;
    std::string title;
    std::string excerpt;  // plain text
    ContributionState state = ContributionState::open;
    Stage stage = Stage::none;
    Due due;
    PersonName author;
    std::string project_id;  // empty: free-standing, or the page says it already
    std::string project_title;
    std::vector<LabelName> themes;
    LabelName district;
    std::int64_t created_at = 0;  // ms
    std::uint64_t arguments = 0;
    Tally tally;
};

// What was wrong with a field that was sent.
enum class Fault : std::uint8_t {
    none,
    missing,
    too_long,
    not_text,    // invalid UTF-8 or control characters
    not_a_link,  // neither http nor https
    not_an_email,
    taken,  // a pseudonym that somebody has
    not_chosen,
    not_accepted,
    not_a_date,
    order,           // ends before it starts
    changed,         // somebody changed the text since the version that was shown
    not_a_time,      // no hour of the day, or one that the clocks skip
    is_past,         // too late for that
    too_far_ahead,   // limit: days
    lasts_too_long,  // limit: days
    no_place,
    not_a_number,
    no_seats,
    too_many_seats,   // limit
    fewer_seats,      // limit: those that are taken
    meeting_changed,  // since the version that was shown
    not_a_percentage,
    phase_in_use,  // the project is in it, or was
    unknown_name,  // nobody goes by it
    already_author,
    already_invited,
    too_many,
    closed,             // what it is about: withdrawn, hidden or decided
    too_many_themes,    // limit
    questions_waiting,  // one's own, for an answer
    too_many_questions,
    no_longer_open,     // what a question is about
    not_in_this_phase,  // of the project
    not_on_the_map,     // a place that says no point
};

struct Field {
    std::string value;
    Fault fault = Fault::none;
    std::size_t limit = 0;  // characters; 0: none said
};

// What somebody says of themselves for themselves alone: their name, where they live, what they
// care about. A part of two forms.
struct AboutOneself {
    Field name;
    std::vector<LabelName> theme_choices;
    std::vector<LabelName> district_choices;
    std::vector<std::string> themes;  // codes that are chosen
    std::string district;
};

}  // namespace imaginons::http::pages
