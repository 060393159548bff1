// What pages say of writing together: who signs, which amendments there are, what one would change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/app.hpp"
#include "http/pages/proposals.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// A version of a proposal's words, in force or former.
struct VersionOfWords {
    std::uint32_t version = 0;
    std::uint32_t current = 0;        // that is in force
    std::vector<std::uint64_t> acts;  // of the proposal
    std::string title;                // the current version's
    std::string body;
};
VersionOfWords version_of_words(const projections::Proposal& proposal, std::uint32_t version);
// Of that version; nothing if they are gone. Reads the log unless it is the version in force.
std::optional<events::Text> words_of(const App& app, const VersionOfWords& version);

// What of it has to wait until the views' lock is let go.
struct WritingDraft {
    std::optional<VersionOfWords> base;  // that the amendment is written on
    std::string title;                   // the amendment's
    std::string body;
    std::string reason;
};

// Fills in who signs, amendments and, if it is one, what it amends. Within a read of the views.
void fill_writing(pages::ProposalPage& page, WritingDraft& draft, Visit& visit,
                  const projections::Views& views, const projections::Proposal& proposal);
void finish_writing(pages::ProposalPage& page, const WritingDraft& draft, const App& app);

}  // namespace imaginons::http
