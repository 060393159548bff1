// Writing together: who signs a proposal, amendments to its text, and what its authors decide on
// them. Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/past.hpp"

namespace imaginons::http::pages {

enum class AmendmentState : std::uint8_t { open, accepted, refused, withdrawn };

// In the list on the page of what it amends.
struct AmendmentRow {
    std::string id;
    PersonName author;
    AmendmentState state = AmendmentState::open;
    bool moved = false;   // open, and the text has changed since
    std::string excerpt;  // of why
    std::int64_t at = 0;
    std::uint64_t in_favour = 0;
};

// On the page of an amendment itself.
struct AmendmentPanel {
    bool shown = false;
    std::string amended_id;
    std::string amended_title;
    AmendmentState state = AmendmentState::open;
    bool moved = false;
    std::uint32_t version = 0;  // of the amended text that it is written on
    std::uint32_t own_version = 1;
    std::uint32_t became = 0;  // if accepted
    TextDiff heading;          // against that version; both empty if its words are gone
    TextDiff body;
    bool may_decide = false;  // who looks is an author of what it amends
    bool may_rebase = false;  // who looks is its author
    bool fixed = false;       // the project's phase takes no other wording
    bool seen_older = false;  // and has decided on a former version of it
    PersonName by;            // who decided
    std::int64_t at = 0;
    Html reason;  // if refused
};

struct AmendForm {
    bool edit = false;  // of the amendment amendment_id
    std::string amendment_id;
    std::uint32_t own_version = 1;  // of the amendment, if edited
    std::string proposal_id;
    std::string proposal_title;
    std::uint32_t version = 1;  // of the amended text, that this is for
    Field title;
    Field body;
    Field reason;            // of a new one
    bool unchanged = false;  // it is the text as it stands
    bool preview = false;
    TextDiff heading_diff;  // of the preview
    TextDiff body_diff;
    bool moved = false;  // the text has changed while this was being written
    TextDiff heading_moved;
    TextDiff body_moved;
};

// Why an amendment is refused.
struct RefusalForm {
    std::string amendment_id;
    std::string title;
    std::uint32_t version = 1;
    Field reason;
};

struct AuthorsPage {
    std::string proposal_id;
    std::string title;
    std::vector<PersonName> authors;
    std::vector<PersonName> invited;
    Field pseudonym;
    std::uint64_t most = 0;  // co-authors, the invited counted
    bool may_leave = false;  // who looks is a co-author, not who wrote it first
};

}  // namespace imaginons::http::pages
