// The binding of each page, for pages.cpp.
#pragma once

#include "http/pages/answers.hpp"
#include "http/pages/following.hpp"
#include "http/pages/home.hpp"
#include "http/pages/meetings.hpp"
#include "http/pages/past.hpp"
#include "http/pages/people.hpp"
#include "http/pages/project_desk.hpp"
#include "http/pages/projects.hpp"
#include "http/pages/proposals.hpp"
#include "http/pages/receipts.hpp"
#include "http/pages/search.hpp"
#include "http/pages/territory.hpp"
#include "http/pages/texts.hpp"
#include "http/template.hpp"

namespace imaginons::http::pages {

void bind(Fields& out, const HomePage& page);
void bind(Fields& out, const FeedPage& page);
void bind(Fields& out, const FollowingPage& page);
void bind(Fields& out, const FollowsPage& page);
void bind(Fields& out, const DraftsPage& page);
void bind(Fields& out, const AmendForm& page);
void bind(Fields& out, const RefusalForm& page);
void bind(Fields& out, const AuthorsPage& page);
void bind(Fields& out, const QuestionForm& page);
void bind(Fields& out, const QuestionAnswerForm& page);
void bind(Fields& out, const ConclusionForm& page);
void bind(Fields& out, const UnsubscribePage& page);
void bind(Fields& out, const ProjectsPage& page);
void bind(Fields& out, const ProjectPage& page);
void bind(Fields& out, const ProjectForm& page);
void bind(Fields& out, const ProjectDesk& page);
void bind(Fields& out, const NewsForm& page);
void bind(Fields& out, const MilestoneForm& page);
void bind(Fields& out, const ProposalsPage& page);
// What a visitor may do differs from what somebody signed in may, hence the flag.
void bind(Fields& out, const ProposalPage& page, bool signed_in);
void bind(Fields& out, const ProposeForm& page);
void bind(Fields& out, const WithdrawForm& page);
void bind(Fields& out, const ArgumentForm& page);
void bind(Fields& out, const AnswerDesk& page);
void bind(Fields& out, const AnswerForm& page);
void bind(Fields& out, const QueuePage& page);
void bind(Fields& out, const MeetingPage& page);
void bind(Fields& out, const MeetingsPage& page);
void bind(Fields& out, const MeetingForm& page);
void bind(Fields& out, const MeetingTextForm& page);
void bind(Fields& out, const LabelsPage& page);
void bind(Fields& out, const LabelPage& page);
void bind(Fields& out, const InterestsPage& page);
void bind(Fields& out, const PersonPage& page);
void bind(Fields& out, const HistoryPage& page);
void bind(Fields& out, const ChangesPage& page);
void bind(Fields& out, const SigninPage& page);
void bind(Fields& out, const SentPage& page);
void bind(Fields& out, const ConfirmPage& page);
void bind(Fields& out, const JoinPage& page);
void bind(Fields& out, const AccountPage& page);
void bind(Fields& out, const VerifyPage& page);
void bind(Fields& out, const AuditPage& page);
void bind(Fields& out, const DeleteAccountPage& page);
void bind(Fields& out, const OwnDataPage& page);
void bind(Fields& out, const OwnReceiptsPage& page);
void bind(Fields& out, const SearchPage& page);
void bind(Fields& out, const CharterPage& page);
void bind(Fields& out, const StaticPage& page);
void bind(Fields& out, const ErrorPage& page);

}  // namespace imaginons::http::pages
