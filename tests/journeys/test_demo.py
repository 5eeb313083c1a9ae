"""`pdinbox demo --once`, as somebody who just cloned the project types it; each story ends as it says."""

import pytest

from fixtures.inbox import case_rows, stories
from tests.journeys.desk import Ran, kinds, pdinbox, typed

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "desk"


@pytest.fixture(scope="module")
def demo(folder) -> Ran:
    return pdinbox("demo", "--once", "--folder", str(folder), seconds=240)


@pytest.fixture(scope="module")
def shown(demo, folder):
    """Every inquiry with its thread."""
    states = ("waiting_for_documents", "ready_for_review", "in_review", "with_office", "redirected", "resolved", "closed")
    chosen = [word for state in states for word in ("--state", state)]
    queue = pdinbox("queue", "--json", "--config", str(folder / "pdinbox.toml"), *chosen).lines
    return [typed("show", one["number"], "--json", "--config", str(folder / "pdinbox.toml")).lines[0] for one in queue]


@pytest.fixture(scope="module")
def threads(shown):
    """Every inquiry with its thread, by the address of its representative; of a family's the last."""
    return {one["inquiry"]["representative"]["email"]: one for one in sorted(shown, key=lambda one: one["inquiry"]["number"])}


def of(threads, story_name: str):
    return threads[next(story.sender for story in stories() if story.name == story_name)]


def verdict(thread) -> str:
    return thread["inquiry"]["verdict"]["outcome"]


def test_the_demo_ends_by_itself_and_names_every_story(demo):
    assert demo.status == 0, demo.err
    assert all(story.name in demo.out for story in stories())
    assert "Where to look next" in demo.out


@pytest.mark.parametrize(
    "story", ["detained-stay", "deferred-action", "flattened", "in-a-zip", "waiver", "waiver-letter", "forwarded", "spanish", "urgent"]
)
def test_complete_papers_are_authorised_and_ready_for_a_reviewer(threads, story):
    thread = of(threads, story)

    assert verdict(thread) == "authorised"
    assert thread["inquiry"]["state"] == "ready_for_review"
    assert kinds(thread["events"])[0] == "received"


@pytest.mark.parametrize("story", ["scanned-form", "photos", "buried-in-a-scan", "signed-page-apart", "photographed-waiver"])
def test_complete_papers_that_were_scanned_or_photographed_are_authorised_too(threads, story):
    thread = of(threads, story)

    assert verdict(thread) == "authorised"
    assert thread["inquiry"]["state"] == "ready_for_review"


def test_a_fax_that_nobody_signed_is_answered_with_both_signatures_to_fix(threads):
    thread = of(threads, "unsigned-fax")
    text = next(event["letter"]["text"] for event in thread["events"] if "letter" in event)

    assert verdict(thread) == "deficient"
    assert "The client's signature is missing" in text and "The signature of the attorney or representative is missing" in text


@pytest.mark.parametrize("story", ["typed-signature", "lawyer-did-not-sign", "other-agency", "page-missing", "other-client", "wrong-form"])
def test_deficient_papers_wait_for_the_sender_with_the_reason_in_the_letter(threads, story):
    thread = of(threads, story)

    assert verdict(thread) == "deficient"
    assert thread["inquiry"]["state"] == "waiting_for_documents"
    letter = next(event["letter"] for event in thread["events"] if "letter" in event)
    assert "What you need to do" in letter["text"] and "1. " in letter["text"]


@pytest.mark.parametrize("story", ["sister", "hermana", "forgot-to-attach"])
def test_nobody_without_authority_is_told_anything_about_the_client(threads, story):
    thread = of(threads, story)
    client = thread["inquiry"]["client_family_name"]

    texts = [event["letter"]["text"] for event in thread["events"] if "letter" in event]
    assert verdict(thread) == "unverified"
    assert texts and not any(client and client in text for text in texts)


@pytest.mark.parametrize("story", ["scan", "pasted-signature", "unknown-certificate"])
def test_what_no_rule_can_tell_goes_to_a_person(threads, story):
    assert verdict(of(threads, story)) == "needs_person"


@pytest.mark.parametrize("story", ["conditions", "court-date", "crime", "green-card", "records"])
def test_another_desks_matter_is_told_where_to_go_and_stays_open(threads, story):
    thread = of(threads, story)

    assert thread["inquiry"]["state"] == "redirected"
    assert kinds(thread["events"]) == ["other_desk"]


def test_a_reply_with_the_signed_form_cures(threads):
    thread = of(threads, "client-did-not-sign")

    assert verdict(thread) == "authorised"
    assert kinds(thread["events"]) == ["need_documents", "documents_complete"]


def test_a_second_mail_about_the_same_person_joins(threads):
    roles = [event["mail"]["role"] for event in of(threads, "deferred-action")["events"] if "mail" in event]

    assert roles == ["opening", "follow_up", "possible_follow_up"]


def test_a_bounce_marks_the_letter(threads):
    letters = [event["letter"]["state"] for event in of(threads, "what")["events"] if "letter" in event]

    assert letters == ["bounced"]


def test_detained_clients_go_to_the_facilitys_office(threads):
    assert of(threads, "detained-stay")["inquiry"]["route"]["office"] == "LOS"
    assert of(threads, "detained-stay")["inquiry"]["route"]["basis"] == "facility"


def test_two_offices_in_question_are_a_persons_to_decide(threads):
    route = of(threads, "near-two-offices")["inquiry"]["route"]

    assert route["office"] is None and len(route["candidates"]) == 2


def test_the_docket_of_the_case_directory_goes_before_the_home_and_no_letter_names_it(threads):
    thread = of(threads, "docket-elsewhere")

    letter = next(event["letter"]["text"] for event in thread["events"] if "letter" in event)
    assert (thread["inquiry"]["route"]["office"], thread["inquiry"]["route"]["basis"]) == ("SEA", "docket_office")
    assert "row of A…" in thread["inquiry"]["route"]["reason"] and "Field Office" not in letter


def test_a_name_that_is_not_the_a_numbers_is_asked_for_without_saying_whose_it_is(threads):
    thread = of(threads, "number-of-another")

    letter = next(event["letter"]["text"] for event in thread["events"] if "letter" in event)
    other = case_rows("")[-1]
    assert thread["inquiry"]["verdict"]["because"] == ["case.directory-name"]
    assert "do not belong together" in letter and other[1] not in letter


def test_the_spanish_mail_is_answered_in_spanish_with_english_below(threads):
    letter = next(event["letter"] for event in of(threads, "spanish")["events"] if "letter" in event)

    assert letter["language"] == "es" and "Recibimos" in letter["text"] and "We received" in letter["text"]


def test_the_stranger_is_held_and_learns_nothing(folder, demo, threads):
    waiting = pdinbox("held", "list", "--json", "--config", str(folder / "pdinbox.toml"))

    assert [one["sender"] for one in waiting.lines] == ["mallory@example.net"] and waiting.status == 1
    assert not any("mallory" in letter.read_text() for letter in (folder / "letters").glob("*.eml"))


def test_machines_get_no_letter(folder, demo):
    sent = "".join(letter.read_text() for letter in (folder / "letters").glob("*.eml"))

    assert "grace@stein" not in sent and "news@immigration" not in sent


def test_a_family_has_an_inquiry_each_one_letter_and_a_reply_that_cures(shown):
    email = next(story.sender for story in stories() if story.name == "family")
    mother, son = sorted(
        (one for one in shown if one["inquiry"]["representative"]["email"] == email), key=lambda one: one["inquiry"]["number"]
    )

    assert [verdict(mother), verdict(son)] == ["authorised", "authorised"]
    assert mother["inquiry"]["related"] == [son["inquiry"]["number"]] and mother["inquiry"]["route"]["office"] == "ATL"
    assert kinds(mother["events"]) == ["need_documents"] and kinds(son["events"]) == ["need_documents", "documents_complete"]
    assert "case.mentioned" in [finding["rule"] for finding in mother["events"][0]["mail"]["findings"]]


def test_two_lawyers_of_one_person_have_two_inquiries_and_neither_is_told(threads):
    one, two = of(threads, "first-lawyer"), of(threads, "second-lawyer")
    numbers = [thread["inquiry"]["number"] for thread in (one, two)]
    texts = [next(event["letter"]["text"] for event in thread["events"] if "letter" in event) for thread in (one, two)]

    assert [thread["inquiry"]["related"] for thread in (one, two)] == [[numbers[1]], [numbers[0]]]
    assert numbers[1] not in texts[0] and numbers[0] not in texts[1]


def test_a_sister_who_forwards_the_lawyers_form_is_asked_for_a_waiver_and_told_nothing(threads):
    thread = of(threads, "sister-with-the-form")
    text = next(event["letter"]["text"] for event in thread["events"] if "letter" in event)

    assert verdict(thread) == "deficient" and thread["inquiry"]["verdict"]["because"] == ["sender.matches-representative"]
    assert "privacy waiver" in text and thread["inquiry"]["client_family_name"] not in text


def test_the_numbers_of_inquiries_have_no_gap_and_no_double(shown):
    numbers = sorted(thread["inquiry"]["number"] for thread in shown)

    assert [int(number.split("-")[2]) for number in numbers] == list(range(1, len(numbers) + 1))


def test_a_folder_that_is_not_the_demos_is_not_touched(tmp_path):
    (tmp_path / "precious.txt").write_text("mine")

    done = pdinbox("demo", "--once", "--folder", str(tmp_path))

    assert done.status == 2 and (tmp_path / "precious.txt").read_text() == "mine"
