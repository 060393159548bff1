// A person's public page, signing in, joining, and one's account. Plain data. E-mail addresses are
// only ever given back to who has just typed them.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/common.hpp"
#include "http/pages/following.hpp"

namespace imaginons::http::pages {

struct PersonArgument {
    std::string id;
    std::string proposal_id;
    std::string proposal_title;
    Side side = Side::beside;
    std::string excerpt;
    std::int64_t at = 0;
};

enum class Role : std::uint8_t { administrator, agent, moderator, editor, observer };

// What they do in the city's name, and why.
struct PersonRole {
    Role role = Role::agent;
    std::string project_id;  // empty: in the whole city
    std::string project_title;
    std::int64_t since = 0;
    Html reason;
};

struct PersonPage {
    std::string id;
    std::string pseudonym;
    std::int64_t joined_at = 0;
    bool self = false;  // looks at their own page
    std::vector<PersonRole> roles;
    std::vector<ProposalRow> proposals;
    std::uint64_t proposal_count = 0;
    std::vector<PersonArgument> arguments;
    std::uint64_t argument_count = 0;
    FollowButton follow;
};

// Why a passkey was not taken.
enum class PasskeyFault : std::uint8_t {
    none,
    expired,  // or sent twice
    refused,  // by the rules of WebAuthn
    unknown,  // opens no account
    full,     // one has as many as one may have
};

// What the script asks of an authenticator; nothing is offered without a relying party.
struct PasskeyAsk {
    std::string relying_party;
    std::string challenge;
    PasskeyFault fault = PasskeyFault::none;
};

struct SigninPage {
    Field email;
    std::string next;     // path to go on to; may be empty
    bool to_act = false;  // one was about to act: says so
    PasskeyAsk passkey = {};
};

struct SentPage {
    std::uint32_t minutes = 15;
    bool to_files = false;  // no SMTP is set up: the mail is a file in data/outbox/
};

struct ConfirmPage {
    std::string token;
    std::string next;
    bool expired = false;  // or used: no button, a new link instead
};

struct JoinPage {
    Field pseudonym;
    Fault charter_fault = Fault::none;
    std::uint32_t charter_version = 1;
    std::string token;  // what the sign-in gave to go on with; may be empty
    std::string next;
    AboutOneself about = {};
};

// Everything about oneself, one document to keep or print.
struct OwnSession {
    std::int64_t created_at = 0;
    std::int64_t expires_at = 0;
    bool api = false;
};
struct OwnPasskey {
    std::string name;
    std::int64_t created_at = 0;
    std::int32_t seen_on = 0;
};
struct OwnAct {
    std::string kind;  // of the event: "ProposalSubmitted"
    std::uint64_t seq = 0;
    std::int64_t at = 0;
    std::string stance;  // "for_", "neutral", "against"; empty if it is none
    std::string about;   // title of what it is about
    std::string title;   // or name
    Html body;           // headings from level 4
    std::string url;
};
struct OwnDraft {
    std::int64_t saved_at = 0;
    std::string title;
    Html body;  // headings from level 4
};
struct OwnDataPage {
    std::string person;
    std::string email;  // empty: none
    std::int64_t made_at = 0;
    std::vector<OwnSession> sessions;
    std::vector<OwnPasskey> passkeys;
    std::string name;                    // as they said it for themselves; may be empty
    std::vector<std::string> interests;  // names of their district and themes
    std::vector<Followed> follows;
    Rhythm rhythm = Rhythm::weekly;
    std::vector<OwnDraft> drafts;
    std::vector<OwnAct> acts;
};

struct DeleteAccountPage {
    enum class Words : std::uint8_t { not_chosen, keep, remove } words = Words::not_chosen;
    Fault fault = Fault::none;
    bool confirming = false;  // the choice is made: asks once more
    std::uint64_t proposals = 0;
    std::uint64_t arguments = 0;
};

struct AccountSession {
    std::string id;
    std::int64_t since = 0;    // ms
    std::int32_t seen_on = 0;  // days since 1970-01-01; 0: not known
    bool api = false;
    bool own = false;  // the one that looks at the page
};

struct AccountPasskey {
    std::string id;          // of the form
    std::string credential;  // the authenticator's id, base64
    std::string name;        // may be empty
    std::int64_t since = 0;
    std::int32_t seen_on = 0;
};

struct AccountPage {
    Field pseudonym;
    std::string person_id;
    std::uint32_t charter_version = 0;
    std::vector<AccountSession> sessions;
    bool sessions_ended = false;  // just now
    std::vector<AccountPasskey> passkeys;
    PasskeyAsk passkey;
    bool may_add_passkey = true;
    Field passkey_name;
    std::string user;            // the person's handle for authenticators, base64
    bool passkey_added = false;  // just now
    bool passkey_ended = false;
    bool agent = false;  // answers for the city
};

}  // namespace imaginons::http::pages
