"""What every draft keeps: an interview left anywhere and taken up again ends as one that was held in one sitting."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from interviews import AGAIN, TODAY, Listening, as_typed, by_name, help_lines, surroundings
from people import answers_to, anyone_anywhere, bank_called, examples

from blunting_cli.assessment import assess, record
from blunting_cli.bank import Bank
from blunting_cli.bank.model import Question
from blunting_cli.conditions import Answer, Medicine, State
from blunting_cli.drafts import Keeper, find_drafts
from blunting_cli.interview.conversation import Conversation, Outcome
from blunting_cli.interview.drafting import Wishes
from blunting_cli.interview.pages import Page

Said = dict[str, Answer]
# With every type of question, with and without any about safety.
BANKS = ("blunting", "blunting", "blunting", "small", "types", "phq9", "epds", "cssrs_triage", "psqi", "odq", "pg13r")
PLENTY = 400


def bytes_of(bank: Bank, outcome: Outcome | None) -> bytes:
    """The record of an interview, as it is written."""
    assert outcome is not None
    return json.dumps(record(assess(bank, outcome.answers, taken=TODAY)), indent=2).encode()


def in_order(bank: Bank, said: Said) -> Said:
    """Somebody's answers, with something to every question; words that can be typed alike at any page."""
    found = {question.id: said.get(question.id, State.SKIPPED) for question in bank.questions}
    return {
        name: "words of mine" if bank.by_id[name].type == "text" and isinstance(answer, str) else answer
        for name, answer in found.items()
    } | ({"age_band": 1} if "age_band" in bank.by_id else {})


@dataclass
class Somebody(io.StringIO):
    """Someone at the keyboard who gives these answers to whatever is asked, and leaves at a question after some lines."""

    said: Mapping[str, Answer]
    most: int = PLENTY
    ending: str = "the end of input"
    watch: Callable[[], None] = lambda: None
    typed: int = 0
    leaving: list[str] = field(default_factory=list)
    talk: Conversation | None = None

    __hash__ = object.__hash__

    def readline(self, *_: object) -> str:
        assert self.talk is not None
        assert self.typed < PLENTY
        self.watch()
        heard = self.talk.talk.front.heard  # type: ignore[attr-defined]
        page = next(entry for entry in reversed(heard) if isinstance(entry, Page))
        if self.leaving:
            return f"{self.leaving.pop(0)}\n"
        if self.typed >= self.most and page.ask == (self.talk.state.question.ask,):
            if self.ending == "Ctrl-C":
                raise KeyboardInterrupt
            if self.ending == "the end of input":
                return ""
            self.leaving = ["2"]
            return ":q\n"
        self.typed += 1
        return f"{self.answer(page)}\n"

    def answer(self, page: Page) -> str:
        """What is typed at a page: the answer to a question, and 1 wherever else there is a choice."""
        assert self.talk is not None
        question = self.talk.state.question
        if page.ask != (question.ask,):
            return "1" if page.choices else "3 weeks"
        answer = self.said[question.id]
        if isinstance(answer, tuple) and question.type == "medicine":
            return ", ".join(entry.name for entry in answer if isinstance(entry, Medicine)) or "none"
        if answer is State.SKIPPED:
            return ":s"
        if isinstance(answer, State):
            return self.talk.texts[answer.value] if page.typed else self.number_of(question, answer)
        return as_typed(answer)

    def number_of(self, question: Question, answer: State) -> str:
        return str(max((one.value for one in question.options), default=0) + 1 + question.also.index(answer))


def sit(bank: Bank, somebody: Somebody, folder: Path | None) -> Outcome | None:
    """Hold one sitting of an interview, with its draft in a folder; None where it was broken off."""
    screen = io.StringIO()
    env = surroundings(somebody, screen, io.StringIO(), 80)
    wishes = Wishes(TODAY, folder, resume=folder is not None, again=AGAIN)
    talk = Conversation(bank, Listening(env, bank.texts), help_lines("GB"), by_name, wishes)
    somebody.talk = talk
    try:
        return talk.hold()
    except KeyboardInterrupt:
        return None
    finally:
        if talk.draft.keeper is not None:
            talk.draft.keeper.close()


def named(answers: Mapping[str, Answer]) -> Said:
    """Answers whose medicines can all be typed, with commas between them."""
    names = (Medicine("sertraline"), Medicine("the blue ones"))
    is_list = {
        name: isinstance(answer, tuple) and any(isinstance(one, Medicine) for one in answer)
        for name, answer in answers.items()
    }
    return {name: names[: len(answer)] if is_list[name] else answer for name, answer in answers.items()}  # type: ignore[arg-type]


SITTINGS = st.lists(
    st.tuples(st.integers(1, 70), st.sampled_from(["the end of input", "Ctrl-C", "stopping"])), min_size=1, max_size=3
)


@examples(10)
@given(anyone_anywhere(BANKS), SITTINGS)
def test_an_interview_in_several_sittings_ends_in_the_same_bytes(
    someone: tuple[str, Said], sittings: list[tuple[int, str]]
) -> None:
    """Left at any question in any way, and taken up again, once or several times."""
    bank = bank_called(someone[0])
    said = named(in_order(bank, someone[1]))
    straight = sit(bank, Somebody(said), None)
    with TemporaryDirectory() as name:
        for most, ending in sittings:
            outcome = sit(bank, Somebody(said, most, ending), Path(name))
            if outcome is not None and outcome.finished:
                break
        else:
            outcome = sit(bank, Somebody(said), Path(name))
    assert bytes_of(bank, outcome) == bytes_of(bank, straight)


@examples(8)
@given(anyone_anywhere(("blunting", "blunting", "small", "phq9", "cssrs_triage", "epds")), st.data())
def test_no_draft_at_any_moment_tells_of_safety(someone: tuple[str, Said], data: st.DataObject) -> None:
    """Two people who differ in answers about safety alone leave the same files, one after the other, to the byte."""
    bank = bank_called(someone[0])
    said = named(in_order(bank, someone[1]))
    other = said | {name: data.draw(answers_to(bank.by_id[name])) for name in sorted(bank.safety)}
    left = []
    for person in (said, other):
        contents: list[bytes] = []
        with TemporaryDirectory() as name:

            def look(name: str = name, contents: list[bytes] = contents) -> None:
                found = [path.read_bytes() for path in Path(name).iterdir()]
                assert len(found) <= 1
                contents.extend(content for content in found if content not in contents[-1:])

            sit(bank, Somebody(person, watch=look), Path(name))
        left.append(contents)
        for question in bank.safety:
            assert not any(f'"{question}"'.encode() in content for content in contents)
    assert left[0] == left[1]


# Another version of the questions -------------------------------------------------------------------------------------

# What is read and how it is answered; and what stands beside a question, and changes nothing of what was meant.
OTHER: dict[str, Callable[[Question], Question]] = {
    "ask": lambda one: one._replace(ask=f"{one.ask} Please."),
    "label": lambda one: one._replace(options=(*one.options[:-1], one.options[-1]._replace(label="Other words"))),
    "option left out": lambda one: one._replace(options=one.options[:-1]),
    "unit": lambda one: one._replace(unit="other units"),
    "ways of not answering": lambda one: one._replace(also=(State.NOT_APPLICABLE,) if not one.also else ()),
}
SAME: dict[str, Callable[[Question], Question]] = {
    "why": lambda one: one._replace(why="For another reason."),
    "short": lambda one: one._replace(short=f"{one.short} (new)"),
    "red flag": lambda one: one._replace(red_flag=not one.red_flag),
}


@st.composite
def versions(draw: st.DrawFn, bank: Bank) -> tuple[Bank, frozenset[str]]:
    """Another version of a bank, and the questions whose answers mean something else in it."""
    questions, other = list(bank.questions), set[str]()
    for place in draw(st.lists(st.integers(0, len(questions) - 1), max_size=6, unique=True)):
        question = questions[place]
        what = draw(st.sampled_from([*OTHER, *SAME]))
        if len(question.options) < 3 and what in ("label", "option left out"):
            what = "ask"
        questions[place] = (OTHER | SAME)[what](question)
        other |= {question.id} if what in OTHER else set()
    sections = list(bank.sections)
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(sections) - 1))
        sections[place] = sections[place]._replace(lead=f"{sections[place].lead} Think.")
        other |= {question.id for question in questions if question.section == sections[place].id}
    recall = "the past ten years" if draw(st.integers(0, 9)) == 0 else bank.recall
    other |= set(bank.by_id) if recall != bank.recall else set()
    made = replace(
        bank, questions=tuple(questions), sections=tuple(sections), recall=recall, version="9", sha256="9" * 64
    )
    return made, frozenset(other)


@examples(40)
@given(anyone_anywhere(BANKS), st.data())
def test_of_a_draft_of_other_questions_just_those_that_read_the_same_are_taken_up(
    someone: tuple[str, Said], data: st.DataObject
) -> None:
    """All others are named as dropped, and asked again; the interview ends as one that began with the new questions."""
    bank = bank_called(someone[0])
    new, other = data.draw(versions(bank))
    with TemporaryDirectory() as name:
        keeper = Keeper.new(Path(name), bank, TODAY)
        keeper.keep(someone[1])
        keeper.close()
        found = find_drafts(Path(name), new, by_name)
    public = {question: answer for question, answer in someone[1].items() if question not in bank.safety}
    if not public:
        assert not found.drafts
        return
    [draft] = found.drafts
    assert found.unreadable == ()
    assert draft.said == {question: answer for question, answer in public.items() if question not in other}
    assert set(draft.dropped) == public.keys() & other


@examples(15)
@given(anyone_anywhere(("small", "types", "phq9", "odq", "blunting")), st.data(), st.integers(1, 40))
def test_an_interview_that_is_taken_up_with_other_questions_ends_as_one_with_them(
    someone: tuple[str, Said], data: st.DataObject, most: int
) -> None:
    """What still holds is kept, the rest is asked, and the bytes are those of the new questions alone."""
    bank = bank_called(someone[0])
    new, other = data.draw(versions(bank))
    # Answers that the new questions take as well.
    said = {
        name: State.SKIPPED if name in other else answer for name, answer in named(in_order(bank, someone[1])).items()
    }
    straight = sit(new, Somebody(said), None)
    with TemporaryDirectory() as name:
        first = sit(bank, Somebody(said, most), Path(name))
        outcome = sit(new, Somebody(said), Path(name))
    assert first is None or not first.finished or most > 0
    assert bytes_of(new, outcome) == bytes_of(new, straight)
