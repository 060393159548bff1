// Writing through the API: a bearer token, a strict body, one command, one answer.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "commands/limits.hpp"
#include "events/point.hpp"
#include "events/time.hpp"
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/json_body.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

Response unauthorized(bool had_token) {
    Response response =
        problem({.status = 401,
                 .detail = had_token ? "The bearer token is not known, or has expired."
                                     : "This needs a bearer token in the Authorization header.",
                 .type = "/problems/unauthenticated"});
    response.headers.emplace_back("WWW-Authenticate",
                                  had_token ? "Bearer realm=\"imaginons\", error=\"invalid_token\""
                                            : "Bearer realm=\"imaginons\"");
    return response;
}

Response answer_response(const commands::Answer* answer, std::string_view location) {
    if (answer == nullptr) return busy_problem();
    if (const auto* refusal = std::get_if<commands::Refusal>(answer))
        return refusal_problem(*refusal);
    const auto* outcome = std::get_if<commands::Outcome>(answer);
    if (outcome == nullptr) {
        return problem({.status = 422,
                        .detail = "This Idempotency-Key was used for another request.",
                        .field = "Idempotency-Key",
                        .type = "/problems/idempotency_key_reused"});
    }
    const std::string id = events::to_text(outcome->object);
    std::string body;
    body.reserve(192);  // two ids, a seq twice
    body += "{\"seq\":";
    std::array<char, 24> digits;
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), outcome->seq);
    const std::string_view seq(digits.data(), static_cast<std::size_t>(end - digits.data()));
    body += seq;
    body += ",\"event_id\":\"";
    body += events::to_text(outcome->event_id);
    body += "\",\"id\":\"";
    body += id;
    body += "\",\"receipt\":\"/api/v1/receipts/";
    body += seq;
    body += "\"}\n";
    Response response;
    response.content_type = "application/json";
    response.headers.emplace_back("Cache-Control", "no-store");
    if (!location.empty()) {
        response.status = 201;
        response.headers.emplace_back("Location", std::string(location) + id);
    }
    response.body = std::move(body);
    return response;
}

}  // namespace

std::optional<Response> sign_in(Visit& visit) {
    visit.who = visit.app.sessions.by_bearer(visit.request.authorization, visit.now_ms);
    if (!visit.who) return unauthorized(!visit.request.authorization.empty());
    if (visit.request.idempotency_key.size() > limits::idempotency_key_bytes) {
        return problem({.status = 400,
                        .detail = "The Idempotency-Key is longer than the limit, in bytes.",
                        .field = "Idempotency-Key",
                        .limit = limits::idempotency_key_bytes});
    }
    return std::nullopt;
}

Entrance enter(Visit& visit) {
    Entrance entrance;
    entrance.refused = sign_in(visit);
    if (entrance.refused) return entrance;
    if (!has_media_type(visit.request.content_type, "application/json")) {
        entrance.refused = problem({.status = 415,
                                    .detail = "The body must be application/json.",
                                    .field = "Content-Type"});
        return entrance;
    }
    BodyFault fault;
    if (auto body = parse_json(visit.request.body, fault)) {
        entrance.body = std::move(*body);
    } else {
        entrance.refused = body_problem(fault);
    }
    return entrance;
}

Response unknown(commands::RefusalCode code) {
    return refusal_problem({.code = code});
}

std::string with_plain_line_ends(std::string text) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        text[out++] = text[i];
    }
    text.resize(out);
    return text;
}

std::optional<std::vector<std::string>> codes_in(FieldReader& fields, std::string_view name) {
    const auto* items = fields.optional_array(name);
    if (items == nullptr) return std::nullopt;
    std::vector<std::string> codes;
    for (const Json& item : *items) {
        if (item.kind != Json::Kind::text) fields.refuse(name, "Codes are expected here.");
        codes.push_back(item.text);
    }
    return codes;
}

Reply write(Visit& visit, commands::AnyCommand body, std::string_view location, VaultChange also) {
    commands::Command command = command_of(visit, std::move(body), visit.request.idempotency_key);
    const auto respond = [location](Visit&, const commands::Answer* answer) {
        return answer_response(answer, location);
    };
    return submit(visit, std::move(command), respond, std::move(also));
}

namespace {

template <class Id>
StanceTarget target_of(const Visit& visit) {
    const auto id = events::parse_id<Id>(visit.captures[0]);
    if (!id) return {};
    return visit.app.views.read(
        [&](const projections::Views& views) { return stance_target(views, *id); });
}

std::optional<events::Stance> stance_named(std::string_view name) {
    if (name == "for") return events::Stance::for_;
    if (name == "neutral") return events::Stance::neutral;
    if (name == "against") return events::Stance::against;
    return std::nullopt;
}

template <class Id>
Reply take(Visit& visit, commands::RefusalCode unknown_code) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    const std::string name = fields.text("stance");
    const auto version = fields.optional_whole("version", 1, 0xFFFFFFFF);
    const auto stance = stance_named(name);
    if (!stance) fields.refuse("stance", "The stance must be \"for\", \"neutral\" or \"against\".");
    if (!fields.complete()) return body_problem(fault);

    const StanceTarget target = target_of<Id>(visit);
    if (!target.exists) return unknown(unknown_code);
    const auto token = visit.app.engine.stance_token(target.scope, visit.who->person);
    if (!token) return unknown(unknown_code);
    return write(visit,
                 commands::TakeStance{target.object_kind, target.object, target.scope, *token,
                                      *stance, static_cast<std::uint32_t>(version.value_or(0))});
}

template <class Id>
Reply withdraw(Visit& visit, commands::RefusalCode unknown_code) {
    if (auto refused = sign_in(visit)) return *refused;
    const StanceTarget target = target_of<Id>(visit);
    if (!target.exists) return unknown(unknown_code);
    const auto token = visit.app.engine.stance_token(target.scope, visit.who->person);
    if (!token) return unknown(unknown_code);
    return write(visit,
                 commands::WithdrawStance{target.object_kind, target.object, target.scope, *token});
}

// A place in degrees; null is none. Nothing if it is not spoken of.
std::optional<std::optional<events::Point>> point_in(FieldReader& fields, BodyFault& fault) {
    const Json* said = fields.optional_object("point");
    if (said == nullptr) return std::nullopt;
    if (said->kind == Json::Kind::null) return std::optional<events::Point>();
    FieldReader inside(*said, fault, "point.");
    const auto degrees = [&](std::string_view name, double most) {
        return static_cast<std::int32_t>(
            std::lround(inside.measure(name, -most, most) * events::points_per_degree));
    };
    const std::int32_t latitude = degrees("latitude", events::most_latitude);
    const std::int32_t longitude = degrees("longitude", events::most_longitude);
    inside.complete();
    return events::Point(latitude, longitude);
}

// The version in force, if its words are those of the edit: they make no new one. Nothing if they
// are others, and of an amendment, which has nothing but its words.
std::optional<std::uint32_t> version_with_these_words(const Visit& visit,
                                                      const commands::EditProposal& edit) {
    return visit.app.views.read([&](const projections::Views& views) {
        const auto* row = projections::find(views, edit.proposal);
        const bool same = row != nullptr && row->kind == projections::Kind::proposal &&
                          row->words.title == edit.title && row->words.body == edit.body &&
                          (edit.seen_version == 0 || edit.seen_version == row->version);
        return same ? std::optional(row->version) : std::nullopt;
    });
}

// A proposal or a statement, in a project or free-standing (nil).
Reply submit_to(Visit& visit, const events::ProjectId& project) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    const std::string kind = fields.optional_text("kind").value_or("proposal");
    if (kind != "proposal" && kind != "statement") {
        fields.refuse("kind", "The kind must be \"proposal\" or \"statement\".");
    }
    const bool statement = kind == "statement";
    const std::string title = statement ? std::string() : fields.text("title");
    std::string body = with_plain_line_ends(fields.text("body"));
    std::vector<std::string> themes;
    std::string district;
    std::optional<events::Point> point;
    if (!statement) {
        themes = codes_in(fields, "themes").value_or(themes);
        district = fields.optional_text("district").value_or("");
        point = point_in(fields, fault).value_or(point);
    }
    if (!fields.complete()) return body_problem(fault);

    const auto id = random_id<events::ProposalId>();
    constexpr std::string_view location = "/api/v1/proposals/";
    if (statement)
        return write(visit, commands::AddStatement{id, project, std::move(body)}, location);
    commands::SubmitProposal submitted{
        id, project, title, std::move(body), events::ProposalKind::idea, {}};
    submitted.themes = std::move(themes);
    submitted.district = std::move(district);
    submitted.point = point;
    return write(visit, std::move(submitted), location);
}

events::Side side_named(FieldReader& fields, std::string_view name) {
    if (name == "for") return events::Side::for_;
    if (name == "against") return events::Side::against;
    if (name != "beside")
        fields.refuse("side", "The side must be \"for\", \"against\" or \"beside\".");
    return events::Side::beside;
}

}  // namespace

Reply take_stance(Visit& visit) {
    return take<events::ProposalId>(visit, commands::RefusalCode::unknown_proposal);
}
Reply withdraw_stance(Visit& visit) {
    return withdraw<events::ProposalId>(visit, commands::RefusalCode::unknown_proposal);
}
Reply take_argument_stance(Visit& visit) {
    return take<events::ArgumentId>(visit, commands::RefusalCode::unknown_argument);
}
Reply withdraw_argument_stance(Visit& visit) {
    return withdraw<events::ArgumentId>(visit, commands::RefusalCode::unknown_argument);
}

Reply submit_to_project(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (id && !events::is_nil(*id)) return submit_to(visit, *id);
    if (auto refused = sign_in(visit)) return *refused;
    return unknown(commands::RefusalCode::unknown_project);
}

Reply submit_free_standing(Visit& visit) {
    return submit_to(visit, events::ProjectId());
}

Reply edit_proposal(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::EditProposal edit;
    edit.title = fields.text("title");
    edit.body = with_plain_line_ends(fields.text("body"));
    edit.seen_version =
        static_cast<std::uint32_t>(fields.optional_whole("version", 1, 0xFFFFFFFF).value_or(0));
    edit.themes = codes_in(fields, "themes");
    edit.district = fields.optional_text("district");
    edit.point = point_in(fields, fault);
    if (!fields.complete()) return body_problem(fault);
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return unknown(commands::RefusalCode::unknown_proposal);
    edit.proposal = *id;
    const auto version = version_with_these_words(visit, edit);
    if (!version) return write(visit, std::move(edit));
    return write(visit, commands::PlaceProposal{*id, std::move(edit.themes),
                                                std::move(edit.district), edit.point, *version});
}

Reply withdraw_proposal(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::WithdrawProposal withdrawal;
    withdrawal.reason = with_plain_line_ends(fields.optional_text("reason").value_or(""));
    if (!fields.complete()) return body_problem(fault);
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return unknown(commands::RefusalCode::unknown_proposal);
    withdrawal.proposal = *id;
    return write(visit, std::move(withdrawal));
}

Reply add_argument(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::AddArgument argument;
    argument.argument = random_id<events::ArgumentId>();
    const auto parent = fields.optional_text("parent");
    // A reply says what it says to the argument above; beside unless it takes a side itself.
    const std::string side =
        parent ? fields.optional_text("side").value_or("beside") : fields.text("side");
    argument.side = side_named(fields, side);
    argument.body = with_plain_line_ends(fields.text("body"));
    argument.title = fields.optional_text("title").value_or("");
    argument.url = fields.optional_text("url").value_or("");
    if (parent) {
        const auto id = events::parse_id<events::ArgumentId>(*parent);
        if (!id) fields.refuse("parent", "There is no such argument.");
        argument.parent = id.value_or(events::ArgumentId());
    }
    if (!fields.complete()) return body_problem(fault);
    const auto proposal = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!proposal) return unknown(commands::RefusalCode::unknown_proposal);
    argument.proposal = *proposal;
    return write(visit, std::move(argument), "/api/v1/arguments/");
}

Reply accept_charter(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    const auto version = fields.optional_whole("version", 1, 0xFFFFFFFF);
    if (!version) fields.refuse("version", "The version that you accept is missing.");
    if (!fields.complete()) return body_problem(fault);
    return write(visit, commands::AcceptCharter{static_cast<std::uint32_t>(*version)});
}

Reply rename_person(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::RenamePerson rename;
    rename.pseudonym = fields.text("pseudonym");
    if (!fields.complete()) return body_problem(fault);
    return write(visit, std::move(rename));
}

}  // namespace imaginons::http::api
