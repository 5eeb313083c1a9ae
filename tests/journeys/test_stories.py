"""The stories of fixtures/stories, each as its users live it; and a story that is written wrongly, which is named."""

import pytest

from fixtures.storybook.telling import Untellable, all_stories, read_story
from tests.journeys.real_ways import open_sink
from tests.journeys.story_desk import open_stage
from tests.servers.dovecot import running_dovecot

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    with open_sink(tmp_path_factory.mktemp("stories")) as made:
        yield made


@pytest.mark.parametrize("folder", all_stories(), ids=lambda folder: folder.name)
def test_story(folder, sink, tmp_path, monkeypatch):
    wrong = played(folder, tmp_path, sink=sink, patch=monkeypatch)

    assert not wrong, wrong


def test_there_are_at_least_twenty_stories_and_every_folder_is_one():
    folders = {path for path in all_stories()[0].parent.iterdir() if path.is_dir()}

    assert len(all_stories()) >= 20 and folders == set(all_stories())


WRONG = {
    "a key that is none": ("kind: need_documents\n", "kynd: need_documents\n", "letters > 0 > kynd: there is no such key"),
    "a step that is nothing": ("    mail:\n", "    male:\n", "steps > step 1 > male: there is no such key"),
    "a paper that nobody draws": ("paper: g28", "paper: i-589", "attach > 0 > paper"),
    "nobody of that name": ("from: lawyer", "from: judge", "nobody in the story is called 'judge'"),
    "a fact that nobody has": ("{client.number}", "{client.shoe_size}", "'client' has no 'shoe_size'"),
    "an inquiry that is not there": ('"{1}"', '"{7}"', "there is no inquiry {7} yet"),
    "a time that is none": ("wait: 3 days", "wait: for ever", "'for ever' is no time"),
    "words that no letter says": ('"{1}"', "a pony", "it does not say 'a pony'"),
    "a letter that is kept back": (
        "    then: {}\n",
        "    then: {letters: [{kind: reminder, to: lawyer}]}\n",
        "'reminder' to lawyer did not go out",
    ),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_story_that_is_wrong_is_told_where(how, sink, tmp_path, monkeypatch):
    right, wrong, words = WRONG[how]
    folder = tmp_path / "05-copy"
    folder.mkdir()
    text = (all_stories()[0].parent / "05-unsigned-then-signed" / "story.yaml").read_text()
    assert right in text
    (folder / "story.yaml").write_text(text.replace(right, wrong, 1))

    assert words in played(folder, tmp_path, sink=sink, patch=monkeypatch)


def played(folder, place, *, sink, patch) -> str:
    """The story of that folder on a desk in `place`: the first step that goes otherwise than told, and how; '' where none does."""
    server = running_dovecot()
    step, tells = 0, "the people"
    try:
        story = read_story(folder)
        with open_stage(story, place, server=server, sink=sink, patch=patch) as stage:
            for step, told in enumerate(story.steps, start=1):
                tells = told.tells or told.wait
                if wrong := stage.play(told):
                    return f"{folder.name}, step {step} ({tells}):\n" + "\n".join(wrong)
            return stage.lost(server)
    except Untellable as mistake:
        return f"{folder.name}, step {step} ({tells}): {mistake}"
