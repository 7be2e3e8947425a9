"""What the pages to read promise: every topic is there and sourced, care comes first, and the seed's points are kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import Run
from people import shipped

from blunting_cli.bank import Bank, load_medicines
from blunting_cli.errors import UsageError
from blunting_cli.learn.medicines import factors_of, list_of_medicines, medicine_data, medicine_page
from blunting_cli.learn.topics import SOURCES, find_topic, list_of_topics, topic_page, topics_of
from blunting_cli.render import text
from blunting_cli.sheet import Block, Notice

KNOWN = load_medicines()
TOPICS = [topic.id for topic in topics_of(shipped())]
CARE = {group: f"{group}_heading" for group in ("medicine", "substance")}


def page(name: str, width: int = 80) -> str:
    """A page as it is shown."""
    return text.render(topic_page(shipped(), name), width=width)


def words(shown: str) -> str:
    """What is shown, however it was wrapped."""
    return " ".join(shown.split())


# Topics ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOPICS)
@pytest.mark.parametrize("width", [40, 80])
def test_every_page_is_whole_at_any_width_and_says_where_it_is_from(name: str, width: int) -> None:
    """Every part stands on the page, in order, and every part's source at its foot."""
    shown = page(name, width)
    assert max(map(len, shown.splitlines())) <= width
    topic = find_topic(shipped(), name)
    assert topic is not None
    at = 0
    for part in topic.parts:
        for said in (part.heading, part.text, *part.items):
            found = words(shown).find(words(said), at)
            assert found >= at, said
            at = found
        assert words(shipped().sources[part.source].title) in words(shown)


@pytest.mark.parametrize("name", TOPICS)
def test_care_stands_before_all_that_speaks_of_changing_a_medicine_or_using_less(name: str) -> None:
    """The one sentence of the bank comes first, whoever reads; it is said once a page."""
    topic = find_topic(shipped(), name)
    assert topic is not None
    factor = next((factor for factor in shipped().factors if factor.id == topic.factor), None)
    blocks = list(topic_page(shipped(), name))
    for group, heading in CARE.items():
        told = [part.text or part.items[0] for part in topic.parts if getattr(part, group)]
        told += [entry.text for entry in factor.helps if getattr(entry, group)] if factor else []
        notices = [
            index
            for index, block in enumerate(blocks)
            if isinstance(block, Notice) and block.title == shipped().texts[heading]
        ]
        assert len(notices) == bool(told)
        for said in told:
            assert notices[0] < next(
                index for index, block in enumerate(blocks) if said in str(block) or quoted(said, block)
            )


def quoted(said: str, block: Block) -> bool:
    """Tell whether a text stands in a block, however it is quoted."""
    return said in "".join(
        part if isinstance(part, str) else " ".join(part) for part in block if not isinstance(part, bool | int)
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("topic", topics_of(shipped()), ids=lambda topic: topic.id)
def test_what_changes_a_medicine_is_marked(topic: object) -> None:
    """A part that speaks of another dose, of changing over or of stopping has its mark, so that care comes first."""
    change = re.compile(
        r"\b(smaller dose|lower dose|change of medicine|another kind of medicine|switch)", re.IGNORECASE
    )
    for part in topic.parts:  # type: ignore[attr-defined]
        if change.search(f"{part.text} {' '.join(part.items)}"):
            assert part.medicine, (topic.id, part.text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("anhedonia", "anhedonia"),
        ("loss of pleasure", "anhedonia"),
        ("Loss of pleasure (anhedonia)", "anhedonia"),
        ("APATHY", "apathy"),
        ("doing less", "apathy"),
        ("depression", "depression"),
        ("grief", "grief"),
        ("how long", "how_long"),
        ("how-long", "how_long"),
        ("alcohol_or_drugs", "alcohol_or_drugs"),
        ("emotional blunting", "blunting"),
        ("numbness", "blunting"),
        ("ssri", "antidepressant"),
    ],
)
def test_a_page_is_found_by_any_of_its_names(name: str, topic: str) -> None:
    """Case, spaces, hyphens and underscores do not matter, and the name of the field is as good as the plain one."""
    found = find_topic(shipped(), name)
    assert found is not None
    assert found.id == topic


def test_no_name_finds_two_pages() -> None:
    """Every name, title and part of a title belongs to one page."""
    for topic in topics_of(shipped()):
        for name in (topic.id, topic.title, *topic.also):
            assert find_topic(shipped(), name) == topic


def test_the_list_names_every_page_and_the_sources() -> None:
    """What can be read stands in one list, with the word that opens each."""
    shown = text.render(list_of_topics(shipped()), width=80)
    assert all(f"- {topic}:" in shown for topic in [*TOPICS, SOURCES])
    assert {factor.id for factor in shipped().factors} <= set(TOPICS)


def test_a_page_that_is_not_there_brings_a_near_one() -> None:
    """An unknown word is wrong usage; a near miss is named."""
    with pytest.raises(UsageError) as caught:
        topic_page(shipped(), "apathie")
    assert caught.value.hint.startswith("Did you mean apathy")
    with pytest.raises(UsageError) as caught:
        topic_page(shipped(), "xyzzy")
    assert "lists them all" in caught.value.hint


def test_the_bibliography_says_of_every_entry_where_it_is_and_how_it_was_read(bank: Bank) -> None:
    """Title, year, DOI or address, and how it was read; only our own judgement and general knowledge have no place."""
    shown = words(page(SOURCES))
    for source in bank.sources.values():
        assert f"{source.id}: {words(source.title)}" in shown
        assert f"(read: {source.read})" in shown
        if source.id not in ("our-judgement", "general-knowledge"):
            assert source.doi or source.address, source.id
            assert (source.doi or source.address) in shown.replace(" ", "")
        assert not source.doi or re.fullmatch(r"10\.\d{4,9}/\S+", source.doi), source.id
        assert not source.address.startswith("http"), source.id


def test_what_a_part_rests_on_is_in_the_bibliography(bank: Bank) -> None:
    """Parts, neighbours, comparisons, flags and notes of medicines name sources that are there."""
    named = {part.source for topic in bank.topics for part in topic.parts}
    named |= {found.source for found in (*bank.neighbours, *bank.comparisons)}
    named |= {flag.source for flag in KNOWN.flags.values()}
    named |= {entry.note_source for entry in KNOWN.values() if entry.note}
    assert named <= bank.sources.keys()


def test_a_bank_without_pages_has_those_of_its_factors(bank_from: Callable[[str], Bank]) -> None:
    """Someone else's bank can be read too."""
    small = bank_from(SMALL)
    assert [topic.id for topic in topics_of(small)] == ["grief"]
    shown = text.render(topic_page(small, "grief"), width=80)
    assert "Talk about it." in shown
    assert "A book" in shown
    assert "What you could ask" not in shown


SMALL = """
bank: small
version: 1.0.0
sections: {s: {title: S, why: Because.}}
sources: {book: {title: A book, where: here, read: whole}}
questions:
  - {id: a, section: s, ask: A?, why: Because., options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]}
factors:
  grief:
    title: Grief
    text: A loss.
    strength: It can be linked.
    source: book
    gate: [a]
    levels: {few: 1, some: 2, many: 3}
    evidence: [{id: one, when: {a: 1}, points: 1, because: One., source: book}]
    helps: [{by: self, text: Talk about it., source: book}]
tiers: [{id: watch, title: Watch, text: Wait.}]
"""

# What the article the project began with says, and the page on which it stands.
SEED = (
    ("blunting", "detach|distan|far away|not caring|care less"),
    ("blunting", "good and (hard|bad)|both good"),
    ("signs", "cry"),
    ("signs", "(sadness|joy)"),
    ("signs", "face"),
    ("signs", "voice"),
    ("signs", "hands|gesture"),
    ("signs", "[Dd]aily life|day"),
    ("anhedonia", "good feelings fade"),
    ("apathy", "do|drive"),
    ("antidepressant", r"sertraline \(Zoloft\)"),
    ("antidepressant", r"fluoxetine \(Prozac\)"),
    ("antidepressant", "not clear"),
    ("antidepressant", "reward"),
    ("antidepressant", r"amitriptyline \(Elavil\)"),
    ("antidepressant", r"tranylcypromine \(Parnate\)"),
    ("antidepressant", "smaller dose"),
    ("depression", "joy"),
    ("post_traumatic_stress", "shield|protect"),
    ("post_traumatic_stress", "close"),
    ("alcohol_or_drugs", "reward|good things"),
    ("grief", "shelter|pain"),
    ("what_helps", "cognitive behavioural therapy|CBT"),
    ("what_helps", "acceptance and commitment therapy|ACT"),
    ("alcohol_or_drugs", "group"),
    ("grief", "time and support|With time|gentle"),
    ("how_long", "weeks"),
    ("when_to_get_help", "weeks"),
    ("when_to_get_help", "daily life|work"),
    ("when_to_get_help", "hope"),
    ("when_to_get_help", "hurting yourself|self-harm|dead"),
    ("when_to_get_help", "relationship|people you love|close to you"),
)


@pytest.mark.parametrize(("topic", "said"), SEED)
def test_what_the_first_article_says_has_a_place(topic: str, said: str) -> None:
    """Each point of it stands on a page, in words of our own."""
    assert re.search(said, words(page(topic))), topic


# Medicines ------------------------------------------------------------------------------------------------------------

# The antidepressants and the classes that must be recognised, by the names people are given them under.
ANTIDEPRESSANTS = [
    "citalopram",
    "escitalopram",
    "fluoxetine",
    "fluvoxamine",
    "paroxetine",
    "sertraline",
    "dapoxetine",
    "zimeldine",
    "alaproclate",
    "etoperidone",
    "venlafaxine",
    "desvenlafaxine",
    "duloxetine",
    "milnacipran",
    "levomilnacipran",
    "toludesvenlafaxine",
    "ansofaxine",
    "amitriptyline",
    "nortriptyline",
    "imipramine",
    "desipramine",
    "clomipramine",
    "trimipramine",
    "doxepin",
    "dosulepin",
    "dothiepin",
    "lofepramine",
    "protriptyline",
    "opipramol",
    "dibenzepin",
    "melitracen",
    "amoxapine",
    "maprotiline",
    "amineptine",
    "butriptyline",
    "iprindole",
    "dimetacrine",
    "quinupramine",
    "phenelzine",
    "tranylcypromine",
    "isocarboxazid",
    "nialamide",
    "iproniazid",
    "iproclozide",
    "moclobemide",
    "toloxatone",
    "pirlindole",
    "Emsam",
    "bupropion",
    "Auvelity",
    "mirtazapine",
    "esmirtazapine",
    "mianserin",
    "setiptiline",
    "trazodone",
    "nefazodone",
    "vortioxetine",
    "vilazodone",
    "agomelatine",
    "reboxetine",
    "viloxazine",
    "esketamine",
    "ketamine",
    "brexanolone",
    "zuranolone",
    "gepirone",
    "tianeptine",
    "nomifensine",
    "minaprine",
    "bifemelane",
    "oxaflozane",
    "medifoxamine",
    "pivagabine",
    "Symbyax",
    "Limbitrol",
    "Triptafen",
    "Deanxit",
]
KINDS = {
    "antipsychotic": "chlorpromazine haloperidol flupentixol amisulpride clozapine olanzapine quetiapine risperidone "
    "aripiprazole lurasidone pimozide Cobenfy",
    "benzodiazepine": "diazepam lorazepam alprazolam clonazepam etizolam temazepam midazolam",
    "z_drug": "zopiclone zolpidem zaleplon eszopiclone",
    "mood_stabiliser": "lithium valproate carbamazepine oxcarbazepine lamotrigine topiramate levetiracetam",
    "gabapentinoid": "gabapentin pregabalin mirogabalin",
    "opioid": "morphine oxycodone codeine tramadol fentanyl buprenorphine methadone tapentadol",
    "stimulant": "methylphenidate lisdexamfetamine dexamfetamine modafinil Adderall",
    "beta_blocker": "propranolol metoprolol atenolol bisoprolol carvedilol",
}


@pytest.mark.parametrize("name", ANTIDEPRESSANTS)
def test_every_antidepressant_is_read_as_one(name: str) -> None:
    """Generic names, other spellings and combinations lead to the factor they belong to."""
    entry = KNOWN.find(name)
    assert entry is not None
    assert entry.kind == "antidepressant"
    assert [factor.id for factor in factors_of(entry, shipped())] == ["antidepressant"]


@pytest.mark.parametrize(("kind", "names"), KINDS.items())
def test_the_other_kinds_are_recognised(kind: str, names: str) -> None:
    """Each class that a factor asks about, and beta-blockers, which are known and belong to none."""
    for name in names.split():
        entry = KNOWN.find(name)
        assert entry is not None, name
        assert entry.kind == kind, name
        found = [factor.id for factor in factors_of(entry, shipped())]
        assert found == ([] if kind == "beta_blocker" else [KIND_FACTORS.get(kind, kind)]), name


KIND_FACTORS = {"benzodiazepine": "calming_medicine", "z_drug": "calming_medicine"}


def test_every_entry_is_told_in_full() -> None:
    """Code, countries and flags have the form they promise; a withdrawn or dangerous mix is said on the page."""
    for entry in set(KNOWN.values()):
        assert not entry.atc or re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", entry.atc), entry.generic
        assert all(re.fullmatch(r"[A-Z]{2}", code) for _, codes in entry.brands for code in codes), entry.generic
        assert set(entry.flags) <= KNOWN.flags.keys(), entry.generic
    flags = {entry.generic: set(entry.flags) for entry in KNOWN.values()}
    assert "long_half_life" in flags["fluoxetine"]
    assert "diet" in flags["phenelzine"]
    assert "withdrawn" in flags["zimeldine"]
    for name in (
        "sertraline",
        "venlafaxine",
        "diazepam",
        "zopiclone",
        "pregabalin",
        "oxycodone",
        "quetiapine",
        "lithium",
    ):
        assert "do_not_stop_suddenly" in flags[name], name


@pytest.mark.parametrize(
    "entry", sorted(set(KNOWN.values()), key=lambda entry: entry.generic)[::7], ids=lambda e: e.generic
)
def test_a_page_says_all_that_is_known_of_a_medicine(entry: object) -> None:
    """Names, countries, code, what to mind, the words of care, and what the check makes of it."""
    shown = text.render(medicine_page(entry.generic, KNOWN, shipped()), width=40)  # type: ignore[attr-defined]
    assert max(map(len, shown.splitlines())) <= 40
    flat = words(shown)
    assert all(words(name) in flat for name in entry.names)  # type: ignore[attr-defined]
    assert "Please do not stop, skip or change the dose" in flat
    assert all(words(KNOWN.flags[flag].text) in flat for flag in entry.flags)  # type: ignore[attr-defined]
    assert "a pharmacist has not checked them" in flat


def test_a_beta_blocker_is_known_and_never_counted() -> None:
    """The page says why, with its source."""
    shown = words(text.render(medicine_page("Inderal", KNOWN, shipped()), width=80))
    assert "Inderal was read as propranolol, a beta-blocker." in shown
    assert "does not count it as something that plays a part" in shown
    assert words(shipped().sources["beta-blockers-2021"].title) in shown


@pytest.mark.parametrize(
    ("typed", "near"), [("zolft", "sertraline (Zoloft"), ("ser", "sertraline"), ("blue pills", ""), ("x", "")]
)
def test_a_name_that_is_not_known_is_never_guessed(typed: str, near: str) -> None:
    """It is said to be unknown; what it may mean is offered, and nothing is taken."""
    shown = words(text.render(medicine_page(typed, KNOWN, shipped()), width=80))
    assert f"We do not know {typed}." in shown
    assert ("Do you mean one of these?" in shown) == bool(near)
    assert near in shown
    assert "was read as" not in shown
    assert medicine_data(typed, KNOWN)["read_as"] is None


def test_the_list_names_every_generic() -> None:
    """All that is known stands in it, by class."""
    shown = words(text.render(list_of_medicines(KNOWN, shipped()), width=80))
    assert all(entry.generic in shown for entry in KNOWN.values())
    assert len(medicine_data("", KNOWN)) == len(set(KNOWN.values()))


# The commands ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "status", "out", "err"),
    [
        (["learn"], 0, "READ ABOUT EMOTIONAL BLUNTING", ""),
        (["learn", "apathy"], 0, "DOING LESS (APATHY)", ""),
        (["learn", "sources"], 0, "doi 10.1017/neu.2023.6", ""),
        (["learn", "apathie"], 2, "", "Did you mean apathy"),
        (["learn", "a\x1b[31mb"], 2, "", "there is no page a\\x1b[31mb."),
        (["learn", "--bank", "nosuch"], 3, "", "there is no bank nosuch"),
        (["medicines"], 0, "MEDICINES THIS CHECK KNOWS BY NAME", ""),
        (["medicines", "Zoloft 50 mg"], 0, "Zoloft 50 mg was read as sertraline, an SSRI.", ""),
        (["medicines", "zolft"], 0, "We do not know zolft.", ""),
        (["medicines", "a\x1b[31mb"], 0, "We do not know a\\x1b[31mb.", ""),
        (["medicines", "zoloft", "--json"], 0, '"generic": "sertraline"', ""),
    ],
)
def test_commands(run: Run, typed: list[str], status: int, out: str, err: str) -> None:
    """An unknown medicine is an answer, an unknown page is wrong usage, an unknown bank a wrong input."""
    done = run(*typed)
    assert done.status == status
    assert out in words(done.out)
    assert err in words(done.err)
    assert "\x1b" not in done.out + done.err
