// The form of a draft: between its fields and the answer that they say, and what is wrong with
// them. Knows nothing of who may send it.
#pragma once

#include "commands/result.hpp"
#include "http/forms.hpp"
#include "http/pages/answers.hpp"

namespace imaginons::http {

void set_limits(pages::AnswerForm& form);
// What the draft says, into the fields.
void put_words(pages::AnswerForm& form, const events::Answer& words);
// What was sent, as it was sent.
void take_fields(pages::AnswerForm& form, const PostedForm& posted);
// Notes all that is wrong, field by field, not one at each try. False if anything is.
bool check(pages::AnswerForm& form);
void put_fault(pages::AnswerForm& form, const commands::Refusal& refusal);
events::Answer words_in(const pages::AnswerForm& form);

}  // namespace imaginons::http
