"""The pages of `blunting learn`: written topics, one page for every factor, and the bibliography."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blunting_cli.assessment import fill
from blunting_cli.bank.model import CARE, Bank, Factor, Help, Statement
from blunting_cli.bank.topics import SOURCES, Topic, TopicPart
from blunting_cli.errors import UsageError, did_you_mean, on_one_line
from blunting_cli.sheet import Block, Heading, Listing, Notice, Paragraph, source_words

# Of a name that is not known so much is said back.
LONGEST = 60


def topics_of(bank: Bank) -> tuple[Topic, ...]:
    """Give every page: the written ones in the bank's order, then one for each factor without a page of its own."""
    told = {topic.factor for topic in bank.topics}
    bare = (Topic(factor.id, factor.title, (), factor.id, (), ()) for factor in bank.factors if factor.id not in told)
    return (*bank.topics, *bare)


def find_topic(bank: Bank, name: str) -> Topic | None:
    """Find a page by its id, its title or another of its names, whatever the case, spaces or hyphens; None for none."""
    wanted = _plain(name)
    return next((topic for topic in topics_of(bank) if wanted in map(_plain, _names(topic))), None)


def _names(topic: Topic) -> tuple[str, ...]:
    # "Loss of pleasure (anhedonia)" is found by either part too.
    parts = topic.title.replace(")", "").split(" (")
    return (topic.id, topic.title, *topic.also, *(parts if len(parts) > 1 else ()))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def list_of_topics(bank: Bank) -> Iterator[Block]:
    """List every page with the word that opens it."""
    texts = bank.texts
    yield Heading(texts["learn_title"], 1)
    yield Paragraph(texts["learn_lead"])
    pages = topics_of(bank)
    for key, shown in (
        ("learn_topics", [topic for topic in pages if not topic.factor]),
        ("learn_factors", [topic for topic in pages if topic.factor]),
    ):
        if shown:
            yield Listing(texts[key], tuple(f"{topic.id}: {topic.title}" for topic in shown))
    yield Listing(texts["learn_where_from"], (f"{SOURCES}: {texts['learn_sources_title']}",))
    yield Paragraph(texts["learn_help"])


def topic_page(bank: Bank, name: str) -> Iterator[Block]:
    """Give one page; the words of care stand before the first part that speaks of changing a medicine or using less.

    Raises:
        UsageError: there is no such page.
    """
    if _plain(name) in (SOURCES, _plain(bank.texts["learn_sources_title"])):
        return _sources_page(bank)
    topic = find_topic(bank, name)
    if topic is None:
        names = {SOURCES, *(_plain(known) for page in topics_of(bank) for known in _names(page))}
        near = did_you_mean(_plain(name), names) or "`blunting learn` lists them all."
        raise UsageError(f"there is no page {on_one_line(name[:LONGEST])}.", f"{near}\n{bank.texts['learn_help']}")
    return _page(bank, topic)


def _page(bank: Bank, topic: Topic) -> Iterator[Block]:
    texts = bank.texts
    factor = next((factor for factor in bank.factors if factor.id == topic.factor), None)
    yield Heading(topic.title, 1)
    if factor is not None:
        yield Paragraph(f"{factor.text} {factor.strength}")
    care = _Care(bank)
    for part in topic.parts:
        yield from care.before([part])
        yield from _part(part)
    if factor is not None:
        yield from care.before(factor.helps)
        yield from _helps(bank, factor)
    if topic.see:
        titles = {page.id: page.title for page in topics_of(bank)}
        yield Listing(texts["learn_see"], tuple(f"{name}: {titles[name]}" for name in topic.see))
    used = [part.source for part in topic.parts]
    used += [factor.source, *(entry.source for entry in factor.helps)] if factor else []
    yield Heading(texts["sources_heading"])
    yield Listing("", tuple(source_words(bank.sources[name], texts) for name in dict.fromkeys(used)))
    yield Paragraph(texts["learn_help"], quiet=True)


class _Care:
    """The words that must stand before anything about changing a medicine or using less, each said once a page."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.said: set[str] = set()

    def before(self, parts: Iterable[TopicPart | Help]) -> Iterator[Block]:
        for group in CARE:
            if group not in self.said and any(getattr(part, group) for part in parts):
                self.said.add(group)
                words = general_care(self.bank, group)
                yield Notice(self.bank.texts[f"{group}_heading"], (words.text,))


def general_care(bank: Bank, group: str) -> Statement:
    """Give the words of care for someone of whom nothing is known; a bank without them cannot have advice on that."""
    return next(said for said in bank.statements if said.group == group and said.when is None and not said.tier)


def _part(part: TopicPart) -> Iterator[Block]:
    if part.heading:
        yield Heading(part.heading)
    if part.text:
        yield Paragraph(part.text)
    if part.items:
        yield Listing("", part.items)


def _helps(bank: Bank, factor: Factor) -> Iterator[Block]:
    texts = bank.texts
    yield Heading(texts["helps_heading"])
    for by in ("self", "clinician"):
        items = tuple(f"{entry.text} {entry.caution}".strip() for entry in factor.helps if entry.by == by)
        if items:
            yield Listing(texts[f"helps_{by}"], items)
    if factor.ask:
        yield Heading(texts["ask_heading"])
        yield Listing(
            fill(texts["ask_whom"], whom=factor.whom) if factor.whom else "", tuple(ask.text for ask in factor.ask)
        )


def _sources_page(bank: Bank) -> Iterator[Block]:
    texts = bank.texts
    yield Heading(texts["learn_sources_title"], 1)
    yield Paragraph(texts["learn_sources_lead"])
    yield Listing("", tuple(f"{source.id}: {source_words(source, texts)}" for source in bank.sources.values()))
