// Drafts of proposals, as the vault's rows and as the form that they are written in. Which pages
// show them: pages_propose.cpp, pages_drafts.cpp.
#pragma once

#include "http/app.hpp"
#include "http/forms.hpp"
#include "http/pages/proposals.hpp"
#include "storage/draft.hpp"
#include "storage/vault.hpp"

namespace imaginons::http {

enum class DraftKept : std::uint8_t {
    yes,
    changed_meanwhile,  // in another tab, since the version that was seen
    too_many,           // of that person
    no_person           // whose account is gone
};

// Keeps the words of `draft`, which then says its version; or `draft` becomes what is kept already,
// if that has changed since `seen_version` (0: none was seen). Words that are kept already change
// nothing. What was thrown away meanwhile is kept again: nobody has asked to lose what they type.
DraftKept keep_draft(storage::VaultTxn& txn, const events::PersonId& person, storage::Draft& draft,
                     std::uint32_t seen_version);

// Of who is signed in, the latest first, without those that have become proposals.
std::vector<storage::Draft> drafts_of(const Visit& visit);
// Nobody waits for it.
void drop_draft(const Visit& visit, const events::ProposalId& id);

// What the form says of its draft; an id that is none is replaced by a new one.
pages::KeptDraft draft_state_of(const PostedForm& posted);
events::ProposalId draft_id(const pages::ProposeForm& form);
// Whether the words may be kept as they are: sets the faults of those that may not.
bool may_be_kept(pages::ProposeForm& form);

// The form again: what it was the draft of is published. Its words would make another proposal.
// Nothing if nobody who looks at it wrote that proposal.
std::optional<Response> already_published(const Visit& visit, const pages::ProposeForm& form);

}  // namespace imaginons::http
