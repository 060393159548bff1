// The handlers of the site's pages: what is read (pages_read.cpp, pages_lists.cpp, pages_past.cpp),
// what is written by forms (pages_propose.cpp, pages_write.cpp), signing in (sign_in.cpp), and the
// small addresses for programs (plain.cpp).
#pragma once

#include "http/app.hpp"
#include "http/forms.hpp"

namespace imaginons::http::site {

// --- lists
Reply home(Visit& visit);
Reply projects(Visit& visit);
Reply proposals(Visit& visit);
Reply search(Visit& visit);
Reply feed(Visit& visit);
Reply project_feed(Visit& visit);

// --- feeds for programs (pages_feeds.cpp)
Reply site_feed(Visit& visit);
Reply feed_of_project(Visit& visit);
Reply feed_of_proposal(Visit& visit);
Reply feed_of_person(Visit& visit);
Reply feed_of_theme(Visit& visit);
Reply feed_of_district(Visit& visit);
Reply projects_feed(Visit& visit);
Reply proposals_feed(Visit& visit);
Reply proposals_geojson(Visit& visit);

// --- one thing
Reply project(Visit& visit);
Reply proposal(Visit& visit);
Reply person(Visit& visit);
Reply project_history(Visit& visit);
Reply project_changes(Visit& visit);
Reply proposal_history(Visit& visit);
Reply proposal_changes(Visit& visit);
Reply charter(Visit& visit);
Reply accessibility(Visit& visit);
Reply privacy(Visit& visit);
Reply legal(Visit& visit);
Reply site_plan(Visit& visit);

// --- receipts
Reply receipt(Visit& visit);
Reply own_receipts(Visit& visit);
Reply verify_form(Visit& visit);
Reply verify(Visit& visit);
Reply audit(Visit& visit);

// --- forms and what they do
Reply propose_form(Visit& visit);
Reply propose(Visit& visit);
Reply edit_form(Visit& visit);
Reply edit(Visit& visit);
Reply withdraw_form(Visit& visit);
Reply withdraw(Visit& visit);
Reply argument_form(Visit& visit);
Reply add_argument(Visit& visit);
Reply take_stance(Visit& visit);
Reply take_argument_stance(Visit& visit);
Reply accept_charter(Visit& visit);

// --- writing together (pages_authors.cpp, pages_amendments.cpp)
Reply authors(Visit& visit);
Reply invite_author(Visit& visit);
Reply accept_invitation(Visit& visit);
Reply end_authorship(Visit& visit);
Reply amend_form(Visit& visit);
Reply amend(Visit& visit);
Reply accept_amendment(Visit& visit);
Reply refuse_amendment_form(Visit& visit);
Reply refuse_amendment(Visit& visit);
// Edits of amendments, which edit() hands on.
bool is_amendment(const Visit& visit);
Reply edit_amendment_form(Visit& visit);
Reply edit_amendment(Visit& visit, const PostedForm& posted);

// --- drafts (pages_drafts.cpp)
Reply drafts(Visit& visit);
Reply draft_form(Visit& visit);
Reply save_draft(Visit& visit);
Reply remove_draft(Visit& visit);

// --- following (pages_following.cpp)
Reply follow(Visit& visit);
Reply following(Visit& visit);
Reply read_following(Visit& visit);
Reply follows(Visit& visit);
Reply choose_rhythm(Visit& visit);
Reply unsubscribe_form(Visit& visit);
Reply unsubscribe(Visit& visit);

// --- themes and districts (pages_territory.cpp, pages_interests.cpp)
Reply interests(Visit& visit);
Reply choose_interests(Visit& visit);
Reply labels(Visit& visit);
Reply theme(Visit& visit);
Reply district(Visit& visit);
// --- projects (pages_project_forms.cpp, pages_project_desk.cpp)
Reply open_project_form(Visit& visit);
Reply open_project(Visit& visit);
Reply change_project_form(Visit& visit);
Reply change_project(Visit& visit);
Reply project_desk(Visit& visit);
Reply move_phase(Visit& visit);
Reply news_form(Visit& visit);
Reply publish_news(Visit& visit);
Reply milestone_form(Visit& visit);
Reply set_milestone(Visit& visit);
Reply reach_milestone(Visit& visit);

// --- meetings (pages_meetings.cpp, pages_meeting_forms.cpp)
Reply meetings(Visit& visit);
Reply meeting(Visit& visit);
Reply register_for_meeting(Visit& visit);
Reply calendar_of_meetings(Visit& visit);
Reply calendar_of_project(Visit& visit);
Reply calendar_of_meeting(Visit& visit);
Reply announce_form(Visit& visit);
Reply announce(Visit& visit);
Reply change_meeting_form(Visit& visit);
Reply change_meeting(Visit& visit);
Reply cancel_meeting_form(Visit& visit);
Reply cancel_meeting(Visit& visit);
Reply minutes_form(Visit& visit);
Reply publish_minutes(Visit& visit);

// --- questions to the city
Reply ask_form(Visit& visit);
Reply ask(Visit& visit);
Reply ask_about_project_form(Visit& visit);
Reply ask_about_project(Visit& visit);
Reply answer_question_form(Visit& visit);
Reply answer_question(Visit& visit);

// --- what a debate comes to
Reply conclude_form(Visit& visit);
Reply conclude(Visit& visit);
Reply conclude_phase_form(Visit& visit);
Reply conclude_phase(Visit& visit);

// --- answers, for agents
Reply queue(Visit& visit);
Reply answer_desk(Visit& visit);
Reply answer_form(Visit& visit);
Reply draft_answer(Visit& visit);
Reply review_answer(Visit& visit);
Reply publish_answer(Visit& visit);
Reply move_proposal(Visit& visit);
Reply take_up_proposal(Visit& visit);

// --- signing in, and one's account
Reply sign_in_form(Visit& visit);
Reply ask_for_link(Visit& visit);
Reply link_sent(Visit& visit);
Reply confirm_form(Visit& visit);
Reply confirm(Visit& visit);
Reply join_form(Visit& visit);
Reply join(Visit& visit);
Reply sign_in_by_passkey(Visit& visit);
Reply add_passkey(Visit& visit);
Reply end_passkey(Visit& visit);
Reply sign_out(Visit& visit);
Reply account(Visit& visit);
Reply rename(Visit& visit);
Reply end_sessions(Visit& visit);
Reply delete_account_form(Visit& visit);
Reply delete_account(Visit& visit);
Reply account_deleted(Visit& visit);
Reply account_closed(Visit& visit);
Reply account_data(Visit& visit);
Reply account_data_json(Visit& visit);
Reply account_data_html(Visit& visit);

// --- for programs
Reply asset(Visit& visit);
Reply metrics(Visit& visit);
Reply alive(Visit& visit);
Reply ready(Visit& visit);
Reply security_txt(Visit& visit);
Reply robots_txt(Visit& visit);
Reply sitemap_xml(Visit& visit);

}  // namespace imaginons::http::site
