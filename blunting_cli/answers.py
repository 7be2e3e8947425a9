"""What was said: one person's answers, and the files they come in.

An answers file, and the answers of a record, are one format: a flat map of question id to value or label, or any
object with such a map under `answers`. Reading checks every value against its question; which questions are open is
decided later, in `asking`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from blunting_cli.bank.formulary import LONGEST_NAME
from blunting_cli.bank.model import Bank, Question
from blunting_cli.bank.reading import Document, Path, read_document
from blunting_cli.conditions import CHANGES, UNCHANGED, Answer, Duration, Medicine, State, Value
from blunting_cli.errors import Complaint, did_you_mean

MAX_TEXT = 1000
MAX_LISTED = 50
MAX_UNKNOWN = 50
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?"
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
_SAYABLE = (State.SKIPPED, State.UNANSWERED, State.WITHHELD, State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY)


class AnswersFile(NamedTuple):
    """What a file says: acceptable answers, the ids whose value was not, and every complaint so far.

    `taken` is the day the answers were given, where the file says it beside `answers`.
    """

    document: Document
    path: Path
    said: Mapping[str, Answer]
    refused: frozenset[str]
    complaints: tuple[Complaint, ...]
    taken: str | None = None

    def complain(self, question: str, message: str, hint: str = "") -> Complaint:
        """Make a complaint that points at a question's line, or at the end of the file where it has none."""
        if question not in self.said:
            return Complaint(self.document.end, message, hint)
        return self.document.complain((*self.path, question), message, hint, key=True)


Recognise = Callable[[tuple[Medicine, ...]], tuple[Medicine, ...]]


def read_answers(content: bytes, source: str, bank: Bank, recognise: Recognise) -> AnswersFile:
    """Read an answers file, YAML or JSON by its content; `recognise` reads the names of medicines.

    Raises:
        FileErrors: the text cannot be read at all. Complaints about single answers are kept, not raised.
    """
    complaints: list[Complaint] = []
    document = read_document(content, source, complaints)
    path: Path = ()
    data = document.data
    taken: str | None = None
    if isinstance(data, dict) and "answers" in data and "answers" not in bank.by_id:
        taken = _taken(data.get("taken"), document, complaints)
        path, data = ("answers",), data["answers"]
    if data is None:
        data = {}
    if not isinstance(data, dict):
        complaints.append(
            document.complain(path, "answers are a map of question id to answer", "See `blunting template`.")
        )
        data = {}
    said: dict[str, Answer] = {}
    refused: set[str] = set()
    unknown: list[str] = []
    for name, value in data.items():
        question = bank.by_id.get(name)
        if question is None:
            unknown.append(name)
            continue
        try:
            answer = read_value(value, question, bank.texts, recognise)
        except Refused as refusal:
            refused.add(name)
            complaints.append(document.complain((*path, name, *refusal.path), refusal.message, refusal.hint))
            continue
        if answer is not None:
            said[name] = answer
    complaints += _unknown(unknown, path, document, bank)
    return AnswersFile(document, path, said, frozenset(refused), tuple(complaints), taken)


def _unknown(names: list[str], path: Path, document: Document, bank: Bank) -> Iterator[Complaint]:
    """Complain about ids that no question has, up to a number that is of use."""
    for name in names[:MAX_UNKNOWN]:
        message = f"no question is called {_shown(name)}"
        yield document.complain((*path, name), message, did_you_mean(name, bank.by_id), key=True)
    for name in names[MAX_UNKNOWN : MAX_UNKNOWN + 1]:
        yield document.complain((*path, name), "and more", "Mend the others first.", key=True)


def _taken(value: Any, document: Document, complaints: list[Complaint]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and is_day(value):
        return value
    complaints.append(document.complain(("taken",), "`taken` is not a day", "Write it as 2026-03-01, or leave it out."))
    return None


def is_day(text: str) -> bool:
    """Tell whether a text is a day of the calendar, written as 2026-03-01."""
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None and _is_date(text)


def _is_date(text: str) -> bool:
    """Tell whether there is such a day, month or year."""
    from datetime import date

    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


class Refused(Exception):
    """A value that can never be an answer to its question."""

    def __init__(self, message: str, hint: str, path: Path = ()) -> None:
        super().__init__(message)
        self.message, self.hint, self.path = message, hint, path


def read_value(value: Any, question: Question, texts: Mapping[str, str], recognise: Recognise) -> Answer | None:
    """Read one value as an answer to a question; None where nothing was said.

    An empty list says nothing where "none of these" can be ticked: a form left blank is never a no.
    """
    blank = value is None or (isinstance(value, str) and not value.strip())
    if blank or (value == [] and question.none_of_these is not None):
        return None
    if isinstance(value, str):
        state = read_state(value, question, texts)
        if state is not None:
            return state
    reader: Callable[[Any, Question], Value] = _READERS[question.type]
    none = isinstance(value, str) and value.strip().casefold() == texts.get("none_listed", "").casefold()
    if question.type == "medicine":
        return () if none else _recognised(_medicines(value, question), recognise)
    if none and question.type == "multi":
        return () if question.none_of_these is None else (question.none_of_these,)
    return reader(value, question)


def _recognised(medicines: tuple[Medicine, ...], recognise: Recognise) -> tuple[Medicine, ...]:
    """Recognise medicines; what one was said to be read as must be a name that is known."""
    found = recognise(medicines)
    for index, (said, entry) in enumerate(zip(medicines, found, strict=True)):
        if said.read_as is None:
            continue
        path = (index, "read_as")
        if entry.medicine_class is None:
            raise Refused(f"no medicine is called {_shown(said.read_as)}", "Leave `read_as` out.", path)
        [by_name] = recognise((said._replace(read_as=None),))
        if by_name.generic not in (None, entry.generic):
            raise Refused(f"{_shown(said.name)} is known as {by_name.generic}", "Leave `read_as` out.", path)
    return found


def read_state(text: str, question: Question, texts: Mapping[str, str]) -> State | None:
    """Read a way of not answering, by its name or by the words shown for it; None where the text is none."""
    said = text.strip().casefold()
    state = next((state for state in _SAYABLE if said in (state.value, texts.get(state.value, "").casefold())), None)
    if state in (State.NOT_APPLICABLE, State.PREFER_NOT_TO_SAY) and state not in question.also:
        raise Refused(f"{question.id} cannot be answered with {state.value}", f"Give {accepted(question)}, or skipped.")
    return state


def accepted(question: Question) -> str:
    """Say in words what a question accepts."""
    match question.type:
        case "single":
            return "one of " + ", ".join(f"{option.value} ({option.label})" for option in question.options)
        case "multi":
            listed = ", ".join(f"{option.value} ({option.label})" for option in question.options)
            return f"a list of {listed}" if question.none_of_these is None else f"a list of {listed}, which goes alone"
        case "number":
            return f"a number{_between(question)}{f', in {question.unit}' if question.unit else ''}"
        case "duration":
            return "a time such as 3 weeks or 2 years"
        case "date":
            return "a date such as 2026-03-01, 2026-03 or 2026"
        case "time":
            return "a time of day such as 23:30 or 11:30 pm"
        case "medicine":
            return "a list of names, or of {name, started, change, changed}"
        case _:
            return f"a text of at most {_longest(question)} characters"


def _between(question: Question) -> str:
    if question.low is not None and question.high is not None:
        return f" from {question.low:g} to {question.high:g}"
    if question.low is not None:
        return f" of at least {question.low:g}"
    return f" of at most {question.high:g}" if question.high is not None else ""


def _longest(question: Question) -> int:
    return int(question.high) if question.high is not None else MAX_TEXT


def _refuse(value: Any, question: Question) -> Refused:
    shown = ("true" if value else "false") if isinstance(value, bool) else _shown(value)
    return Refused(f"{shown} is no answer to {question.id}", f"Give {accepted(question)}.")


def _shown(value: Any) -> str:
    """Give what was said short enough for a message, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _single(value: Any, question: Question) -> int:
    if isinstance(value, bool):
        value = "true" if value else "false"
    for option in question.options:
        if isinstance(value, int | float) and value == option.value:
            return option.value
    said = " ".join(str(value).split()).casefold()
    exact = [option.value for option in question.options if said in (option.label.casefold(), str(option.value))]
    # "no" stands for "No, none" where no other label begins with that word.
    begun = [option.value for option in question.options if _begins(option.label.casefold(), said)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    raise _refuse(value, question)


def _begins(label: str, said: str) -> bool:
    """Tell whether a label begins with what was said, and with whole words of it."""
    return bool(said) and label.startswith(said) and not label[len(said) : len(said) + 1].isalnum()


def _multi(value: Any, question: Question) -> tuple[int, ...]:
    listed = value if isinstance(value, list) else [value]
    values = tuple(sorted({_single(entry, question) for entry in listed}))
    if not question.agree(values):
        alone = ", ".join(option.label for option in question.options if option.alone and option.value in values)
        raise Refused(f"{question.id} cannot be {alone} and something else", "Leave out one or the other.")
    return values


def _number(value: Any, question: Question) -> float:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", said := value.strip(), re.ASCII):
        value = float(said) if "." in said else int(said)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(value, question)
    _in_bounds(value, value, question)
    return value


def _in_bounds(amount: float, value: Any, question: Question) -> None:
    if (question.low is not None and amount < question.low) or (question.high is not None and amount > question.high):
        raise _refuse(value, question)


def _duration(value: Any, question: Question) -> Duration:
    found = Duration.parse(value) if isinstance(value, str) else None
    if found is None:
        raise _refuse(value, question)
    _in_bounds(found.days, value, question)
    return found


def _date(value: Any, question: Question) -> str:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(_DATE, text, re.ASCII) or not _is_date(text):
        raise _refuse(value, question)
    return text


def _time(value: Any, question: Question) -> str:
    """Read a time of day, as 23:30; an hour alone needs am or pm."""
    said = "" if isinstance(value, bool) else str(value).strip()
    found = re.fullmatch(_CLOCK, said, re.ASCII | re.IGNORECASE)
    if found is None or not (found[2] or found[3]):
        raise _refuse(value, question)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1].lower()
    if minute > 59 or (hour > 23 if not half else not 1 <= hour <= 12):
        raise _refuse(value, question)
    hour = hour if not half else hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{minute:02d}"


def _text(value: Any, question: Question) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > _longest(question):
        raise _refuse(value, question)
    return str(value).strip()


def _medicines(value: Any, question: Question) -> tuple[Medicine, ...]:
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MAX_LISTED:
        raise Refused(f"{question.id} takes at most {MAX_LISTED} medicines", "List the ones you take now.")
    return tuple(
        _medicine(entry, question, (index,) if isinstance(value, list) else ()) for index, entry in enumerate(entries)
    )


def _medicine(entry: Any, question: Question, path: Path) -> Medicine:
    if isinstance(entry, str | int) and not isinstance(entry, bool):
        entry = {"name": str(entry)}
    if not isinstance(entry, dict):
        raise Refused(f"this is no medicine for {question.id}", f"Give {accepted(question)}.", path)
    unknown = sorted(entry.keys() - {"name", "started", "change", "changed", "read_as"})
    if unknown:
        raise Refused(
            f"a medicine has no {_shown(unknown[0])}",
            "A medicine is {name, started, change, changed}.",
            (*path, unknown[0]),
        )
    name, change = entry.get("name"), entry.get("change")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise Refused("a medicine needs a name", f"Give {accepted(question)}.", path)
    if change is not None and change not in CHANGES:
        raise Refused(f"a change cannot be {_shown(change)}", "Give " + ", ".join(CHANGES) + ".", (*path, "change"))
    started, changed = (_ago(entry.get(key), (*path, key)) for key in ("started", "changed"))
    if change == UNCHANGED and changed is not None:
        raise Refused(
            "a dose that was left as it was has no time of its change",
            "Leave `changed` out, or give " + ", ".join(name for name in CHANGES if name != UNCHANGED) + ".",
            (*path, "changed"),
        )
    read_as = entry.get("read_as") or None
    if read_as is not None and (not isinstance(read_as, str) or len(read_as) > LONGEST_NAME):
        raise Refused(f"{_shown(read_as)} is not a name", "Leave `read_as` out.", (*path, "read_as"))
    return Medicine(" ".join(name.split()), started, change, changed, read_as=read_as)


def _ago(value: Any, path: Path) -> Duration | None:
    if value is None:
        return None
    found = Duration.parse(value.strip().removesuffix(" ago")) if isinstance(value, str) else None
    if found is None:
        raise Refused(f"{_shown(value)} is not a time", "Say how long ago, such as 3 weeks or 2 years.", path)
    return found


_READERS: dict[str, Callable[[Any, Question], Any]] = {
    "single": _single,
    "multi": _multi,
    "number": _number,
    "duration": _duration,
    "date": _date,
    "time": _time,
    "text": _text,
    "medicine": _medicines,
}


def as_data(answer: Answer) -> Any:
    """Give an answer as it stands in a record: plain data that an answers file may hold again."""
    if isinstance(answer, State):
        return answer.value
    if isinstance(answer, tuple):
        return [_medicine_data(entry) if isinstance(entry, Medicine) else entry for entry in answer]
    return str(answer) if isinstance(answer, Duration) else answer


def _medicine_data(medicine: Medicine) -> dict[str, str | None]:
    """Give what was typed and told of a medicine, and what its name was read as; None where it was not recognised."""
    started, changed = (str(time) if time else None for time in (medicine.started, medicine.changed))
    return {
        "name": medicine.name,
        "read_as": medicine.generic,
        "started": started,
        "change": medicine.change,
        "changed": changed,
    }


def in_words(answer: Answer, question: Question, texts: Mapping[str, str]) -> str:
    """Say an answer as a person reads it."""
    if isinstance(answer, State):
        return texts.get(answer.value, answer.value)
    if isinstance(answer, tuple):
        words = [
            _medicine_words(entry, texts) if isinstance(entry, Medicine) else question.label(entry) for entry in answer
        ]
        return ", ".join(words) or texts.get("none_listed", "")
    return question.label(answer) if question.type == "single" and isinstance(answer, int) else str(answer)


def _medicine_words(medicine: Medicine, texts: Mapping[str, str]) -> str:
    """Say a medicine as it was typed, what was chosen for it, and what was told of its start and its dose."""
    details, name = medicine_details(medicine, texts), medicine.name
    if medicine.read_as is not None:
        name = texts["medicine_read_as"].format(name=name, generic=medicine.read_as)
    return texts["medicine_told"].format(name=name, details=details) if details else name


def medicine_details(medicine: Medicine, texts: Mapping[str, str]) -> str:
    """Say what was told of the start and the dose of a medicine; nothing where nothing was."""
    details = [_told("started", medicine.started, texts)] if medicine.started is not None else []
    if medicine.change is not None or medicine.changed is not None:
        details.append(_told(medicine.change or "changed", medicine.changed, texts))
    return ", ".join(details)


def _told(what: str, ago: Duration | None, texts: Mapping[str, str]) -> str:
    return texts[f"medicine_{what}"] if ago is None else f"{texts[f'medicine_{what}']} {ago_words(ago, texts)}"


def ago_words(ago: Duration, texts: Mapping[str, str]) -> str:
    """Say how long ago something was."""
    return texts["ago_today"] if ago == Duration(0, "day") else texts["ago"].format(time=ago)
