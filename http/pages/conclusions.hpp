// What debates come to: on the page of what was debated, and the form that says it. Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/common.hpp"

namespace imaginons::http::pages {

struct ConclusionView {
    std::string phase;  // title; empty: the debate is about a proposal
    std::uint32_t version = 1;
    bool by_city = true;
    PersonName by;  // if it is not the city's
    std::int64_t at = 0;
    bool erased = false;
    Html said_for;
    Html said_against;
    Html left_open;                 // may be empty
    std::uint64_t added_since = 0;  // arguments, about a proposal
};

// A phase that can be concluded, or concluded anew.
struct PhaseToConclude {
    std::uint32_t number = 0;  // from 0
    std::string title;
    bool again = false;
};

// Of a proposal's or a project's page.
struct Conclusions {
    std::string path;  // "/proposals/ID", of what was debated
    bool project = false;
    std::vector<ConclusionView> rows;
    bool may_conclude = false;            // who looks at the page, a proposal's debate
    std::vector<PhaseToConclude> phases;  // likewise, of a project
};

struct ConclusionForm {
    std::string path;
    std::string title;
    bool project = false;
    std::uint32_t phase = 0;
    std::string phase_title;
    std::uint32_t version = 0;  // of the conclusion that it takes the place of; 0: it is the first
    bool changed = false;       // somebody has published another meanwhile: this one
    ConclusionView other;
    Field said_for;
    Field said_against;
    Field left_open;
};

}  // namespace imaginons::http::pages
