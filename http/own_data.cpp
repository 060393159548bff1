// What is kept about a person, gathered from the vault, the log and the read models.
#include <boost/json.hpp>

#include "events/json.hpp"
#include "events/time.hpp"
#include "http/account.hpp"
#include "http/catalogue.hpp"
#include "http/following.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/random.hpp"
#include "projections/words.hpp"

namespace imaginons::http {

namespace {

namespace json = boost::json;
using projections::Views;

// Somebody else's words that are hidden are not told; one's own are one's own.
std::string title_for(const Views& views, const projections::Proposal& row,
                      const events::PersonId& person) {
    const bool hidden = row.state == projections::State::hidden;
    return hidden && !projections::is_author(views, row, person) ? std::string() : title_of(row);
}

std::string title_of_object(const Views& views, events::ObjectKind kind, const events::Id& object,
                            const events::PersonId& person) {
    if (kind != events::ObjectKind::argument) {
        const auto* row = projections::find(views, events::id_as<events::ProposalId>(object));
        return row == nullptr ? std::string() : title_for(views, *row, person);
    }
    const auto* row = projections::find(views, events::id_as<events::ArgumentId>(object));
    return row == nullptr ? std::string()
                          : title_for(views, views.proposals[row->proposal], person);
}

std::string title_of_meeting(const Views& views, const events::MeetingId* id) {
    const auto* row = id == nullptr ? nullptr : projections::find(views, *id);
    return row == nullptr ? std::string() : row->words.title;
}

// Of what it is about.
std::string title_of_question(const Views& views, const events::QuestionId& id,
                              const events::PersonId& person) {
    const auto* row = projections::find(views, id);
    if (row == nullptr) return {};
    if (row->proposal == no_row) return views.projects[row->project].words.title;
    return title_for(views, views.proposals[row->proposal], person);
}

std::string title_of_debate(const Views& views, const schema::ConclusionPublished& concluded,
                            const events::PersonId& person) {
    const auto* proposal = projections::find(views, *concluded.proposal());
    if (proposal != nullptr) return title_for(views, *proposal, person);
    const auto* project = projections::find(views, *concluded.project());
    return project == nullptr ? std::string() : project->words.title;
}

std::string about(const Views& views, events::Bytes event, const events::PersonId& person) {
    const schema::Event& of = events::event_in(event);
    if (const auto* taken = of.payload_as_StanceTaken())
        return title_of_object(views, taken->object_kind(), *taken->object(), person);
    if (const auto* back = of.payload_as_StanceWithdrawn())
        return title_of_object(views, back->object_kind(), *back->object(), person);
    if (const auto* seat = of.payload_as_RegistrationTaken())
        return title_of_meeting(views, seat->meeting());
    if (const auto* free = of.payload_as_RegistrationWithdrawn())
        return title_of_meeting(views, free->meeting());
    if (const auto* argued = of.payload_as_ArgumentAdded()) {
        return title_of_object(views, events::ObjectKind::proposal,
                               events::id_as<events::Id>(*argued->proposal()), person);
    }
    if (const auto* asked = of.payload_as_QuestionAsked())
        return title_of_question(views, *asked->question(), person);
    if (const auto* answered = of.payload_as_QuestionAnswered())
        return title_of_question(views, *answered->question(), person);
    if (const auto* concluded = of.payload_as_ConclusionPublished())
        return title_of_debate(views, *concluded, person);
    return {};
}

json::object json_of(const events::Text& words) {
    json::object out;
    if (!words.name.empty()) out["name"] = words.name;
    if (!words.title.empty()) out["title"] = words.title;
    if (!words.body.empty()) out["body"] = words.body;
    if (!words.url.empty()) out["url"] = words.url;
    if (!words.place.empty()) out["place"] = words.place;
    if (words.conclusion) {
        out["said_for"] = words.conclusion->said_for;
        out["said_against"] = words.conclusion->said_against;
        out["left_open"] = words.conclusion->left_open;
    }
    if (!words.phases.empty())
        out["phases"] = json::array(words.phases.begin(), words.phases.end());
    return out;
}

json::object json_of(const storage::Session& session) {
    const bool api = session.kind == storage::SessionKind::api;
    const bool seen = session.seen_on != 0;
    return {{"last_seen_on", seen ? json::value(iso_day(session.seen_on)) : json::value()},
            {"kind", api ? "api" : "browser"},
            {"created_at", events::iso_time(session.created_at_ms)},
            {"expires_at", events::iso_time(session.expires_at_ms)}};
}

json::object json_of(const storage::Draft& draft) {
    const bool free_standing = events::is_nil(draft.project);
    return {
        {"id", events::to_text(draft.id)},
        {"project", free_standing ? json::value() : json::value(events::to_text(draft.project))},
        {"version", draft.version},
        {"saved_at", events::iso_time(draft.saved_at_ms)},
        {"themes", json::array(draft.themes.begin(), draft.themes.end())},
        {"district", draft.district.empty() ? json::value() : json::value(draft.district)},
        {"place", draft.place.empty() ? json::value() : json::value(draft.place)},
        {"title", draft.title},
        {"body", draft.body}};
}

json::object json_of(const storage::Passkey& passkey) {
    const bool seen = passkey.seen_on != 0;
    return {{"last_seen_on", seen ? json::value(iso_day(passkey.seen_on)) : json::value()},
            {"id", base64url(passkey.id)},
            {"name", passkey.name},
            {"created_at", events::iso_time(passkey.created_at_ms)}};
}

// Seqs newest first, acts oldest first.
std::vector<OwnAct> acts_at(const storage::Log& log, const std::vector<std::uint64_t>& seqs) {
    std::vector<OwnAct> acts;
    storage::RecordReader records = log.records();
    for (auto seq = seqs.rbegin(); seq != seqs.rend(); ++seq) {
        if (const auto record = records.find(*seq))
            acts.push_back({*seq, {record->event.begin(), record->event.end()}, {}, {}});
    }
    return acts;
}

json::object json_of(const storage::Following& following, const std::vector<std::string>& titles) {
    json::array follows;
    for (std::size_t i = 0; i < following.follows.size(); ++i) {
        const storage::Follow& follow = following.follows[i];
        follows.push_back({{"kind", name_of(follow.kind)},
                           {"id", id_text(follow.kind, follow.object)},
                           {"title", titles[i]},
                           {"stopped", follow.stopped},
                           {"since", follow.since}});
    }
    return {{"letters", name_of(following.rhythm)},
            {"language", following.language},
            {"told_before", following.told},
            {"letter_on_its_way_from",
             following.letter_from ? json::value(*following.letter_from) : json::value()},
            {"read_before", following.read},
            {"visited_at", events::iso_time(following.visited_at_ms)},
            {"follows", std::move(follows)}};
}

json::object json_of(const storage::Interests& interests) {
    const bool said = !interests.district.empty();
    const bool named = !interests.name.empty();
    return {{"name", named ? json::value(interests.name) : json::value()},
            {"district", said ? json::value(interests.district) : json::value()},
            {"themes", json::array(interests.themes.begin(), interests.themes.end())}};
}

std::vector<std::string> names_of(const Views& views, const storage::Interests& interests) {
    std::vector<std::string> names;
    if (!interests.district.empty())
        names.push_back(label_called(views.districts, interests.district, "fr"));
    for (const std::string& theme : interests.themes)
        names.push_back(label_called(views.themes, theme, "fr"));
    return names;
}

}  // namespace

OwnData own_data(App& app, const events::PersonId& person) {
    OwnData data;
    data.person = person;
    {
        const storage::VaultView vault = app.store.vault.read();
        data.email = vault.email_of(person);
        for (const storage::NamedSession& each : vault.sessions_of(person))
            data.sessions.push_back(each.session);
        data.passkeys = vault.passkeys_of(person);
        data.following = vault.following(person);
        data.drafts = vault.drafts_of(person);
        data.interests = vault.interests(person);
    }
    data.acts = acts_at(app.store.log, app.acts_of(person));
    for (OwnAct& act : data.acts)
        act.words = projections::open_words(app.store.log, &app.store.vault, act.seq);
    app.views.read([&](const Views& views) {
        for (OwnAct& act : data.acts) act.about = about(views, act.event, person);
        if (data.interests) data.interest_names = names_of(views, *data.interests);
        if (!data.following) return;
        for (const storage::Follow& follow : data.following->follows)
            data.followed.push_back(followed_title(views, follow.kind, follow.object, "fr"));
    });
    return data;
}

std::string as_json(const OwnData& data) {
    json::array acts;
    for (const OwnAct& act : data.acts) {
        json::object one = json::parse(events::to_json(act.seq, act.event)).as_object();
        if (act.words) one["words"] = json_of(*act.words);
        if (!act.about.empty()) one["about"] = act.about;
        acts.push_back(std::move(one));
    }
    json::array sessions;
    for (const storage::Session& session : data.sessions) sessions.push_back(json_of(session));
    json::array drafts;
    for (const storage::Draft& draft : data.drafts) drafts.push_back(json_of(draft));
    json::array passkeys;
    for (const storage::Passkey& passkey : data.passkeys) passkeys.push_back(json_of(passkey));
    json::object all{
        {"person", events::to_text(data.person)},
        {"email", data.email ? json::value(*data.email) : json::value()},
        {"sessions", std::move(sessions)},
        {"passkeys", std::move(passkeys)},
        {"following",
         data.following ? json::value(json_of(*data.following, data.followed)) : json::value()},
        {"interests", data.interests ? json::value(json_of(*data.interests)) : json::value()},
        {"drafts", std::move(drafts)},
        {"acts", std::move(acts)}};
    return json::serialize(all) + "\n";
}

}  // namespace imaginons::http
