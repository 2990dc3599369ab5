"""Choosing from records and finished layers what a selection asks for, and counting what it leaves out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType
from msgspec.structs import replace as _replace

from annotator.errors import UsageError
from annotator.model import GOLD, MARKS, Filter, NotChosen, Source, State
from annotator.model.selections import ALONE
from annotator.store.people import annotators, names_in_values
from annotator.store.people.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Marks, Record, RecordSpan, RecordThread, Selection
    from annotator.store.file.connection import Connection

_HIDDEN_FIELDS = ("date", "source", "url")
"""Fields of an article, beside its metadata, that may be somebody's name."""


class Chooser:
    """Chooses by the filters of a selection, and gives people their letters where that is asked for.

    Raises `UsageError` for somebody who is not in the project.
    """

    def __init__(self, connection: Connection, selection: Selection) -> None:
        self._people = None if selection.people is None else frozenset(spelled(connection, selection.people))
        self._labels = None if selection.labels is None else frozenset(selection.labels)
        self._sources = None if selection.sources is None else frozenset(selection.sources)
        self._pseudonyms = Pseudonyms(connection) if selection.pseudonyms else None
        self._articles: Counter[Filter] = Counter()
        self._spans: Counter[Filter] = Counter()
        self._fields: Counter[str] = Counter()
        self._incomplete = self._notes = 0

    @property
    def not_chosen(self) -> NotChosen:
        """What was left out until now."""
        return NotChosen(
            articles={each: self._articles[each] for each in Filter if self._articles[each]},
            spans={each: self._spans[each] for each in Filter if self._spans[each]},
            incomplete=self._incomplete,
            notes=self._notes,
            fields=dict(sorted(self._fields.items())),
        )

    def leave_articles(self, count: int) -> None:
        """Count articles that were not asked for by --articles."""
        self._articles[Filter.ARTICLES] += count

    def people(self, record: Record) -> set[str]:
        """Return those in a record whose marks are asked for; count the article with its spans where there is nobody of them."""
        there = set(record.annotators)
        if self._people is None:
            return there
        if not there & self._people:
            self._leave(record, Filter.PEOPLE)
        return there & self._people

    def gold(self, record: Record, *, single: bool) -> Record | None:
        """Return the record of an article's gold, one person's own or settled, with the spans that are asked for, None for an article of others."""
        if self._sources is not None and not (
            Source.SINGLE in self._sources if single else self._sources - {Source.SINGLE}
        ):
            self._leave(record, Filter.SOURCES)
            return None
        if not self.people(record) and self._people is not None:
            return None
        kept, is_whole = [], True
        for span in record.spans:
            if self._people is not None and self._people.isdisjoint(span.annotators):
                out = Filter.PEOPLE
            elif self._labels is not None and span.label not in self._labels:
                out = Filter.LABELS
            elif self._sources is not None and span.source not in self._sources:
                out = Filter.SOURCES
            else:
                kept.append(span)
                continue
            self._spans[out] += 1
            is_whole = is_whole and out is Filter.LABELS
        self._incomplete += not is_whole
        return self._finished(record, kept)

    def layers(self, record: Record) -> Record | None:
        """Return the record of an article's layers with the spans that are asked for, None for an article of others."""
        if self._people is None and self._labels is None:
            return self._finished(record, record.spans)
        people = self.people(record)
        if not people and self._people is not None:
            return None
        kept = []
        for span in record.spans:
            if span.annotator is not None and span.annotator not in people:
                self._spans[Filter.PEOPLE] += 1
            elif self._labels is not None and span.label not in self._labels:
                self._spans[Filter.LABELS] += 1
            else:
                kept.append(span)
        kinds = {name: kind for name, kind in (record.kinds or {}).items() if name in people}
        record = _replace(record, annotators=sorted(people), kinds=kinds or UNSET)
        if self._people is not None and record.threads:
            record = _replace(
                record, threads=[thread for thread in record.threads if thread.annotator in people] or UNSET
            )
        return self._finished(record, kept)

    def marks(self, record: Record) -> Record | None:
        """Return the record of all distinct marks with those that are asked for, None for an article of others."""
        if self._people is None:
            spans = record.spans
        else:
            could = sorted(self.people(record))
            if not could:
                return None
            spans = []
            for span in record.spans:
                made = [name for name in span.annotators if name in could]
                if made:
                    share = len(made) / len(could)
                    spans.append(_replace(span, annotators=made, could=could, share=share))
                else:
                    self._spans[Filter.PEOPLE] += 1
            record = _replace(record, annotators=could)
        kept = [span for span in spans if self._labels is None or span.label in self._labels]
        self._spans[Filter.LABELS] += len(spans) - len(kept)
        return self._finished(record, kept)

    def _leave(self, record: Record, out: Filter) -> None:
        self._articles[out] += 1
        self._spans[out] += len(record.spans)

    def compared(self, article: Marks) -> Marks:
        """Return an article with the marks of those who finished it that are asked for."""
        layers = {}
        for name, marks in article.layers.items():
            if self._people is not None and name not in self._people:
                self._spans[Filter.PEOPLE] += len(marks)
                continue
            kept = tuple(mark for mark in marks if self._labels is None or mark[2] in self._labels)
            self._spans[Filter.LABELS] += len(marks) - len(kept)
            layers[name if self._pseudonyms is None else self._pseudonyms(name)] = kept
        if article.layers and not layers:
            self._articles[Filter.PEOPLE] += 1
        return _replace(article, layers=dict(sorted(layers.items())))

    def _finished(self, record: Record, spans: list[RecordSpan]) -> Record:
        """Return the record with these spans, and with letters instead of names where that is asked for."""
        new = self._pseudonyms
        if new is None:
            return record if spans is record.spans else _replace(record, spans=spans)
        metadata = new.of_value(record.metadata)
        own = {name: getattr(record, name) for name in _HIDDEN_FIELDS}
        hidden = {name: new.of_value(value) for name, value in own.items()}
        self._fields.update(
            name
            for (name, value), was in zip(metadata.items(), record.metadata.items(), strict=True)
            if (name, value) != was
        )
        self._fields.update(name for name, value in own.items() if hidden[name] != value)
        return _replace(
            record,
            **hidden,
            metadata=metadata,
            annotators=sorted(map(new, record.annotators)),
            spans=[self._hidden_span(span, new) for span in spans],
            state=self._hidden_state(record.state, new) if isinstance(record.state, State) else record.state,
            threads=self._hidden_threads(record, new),
            pseudonyms=True,
        )

    def _hidden_threads(self, record: Record, new: Pseudonyms) -> list[RecordThread] | UnsetType:
        """Return the threads with letters for people, and without what they wrote."""
        if not record.threads:
            return UNSET
        if not isinstance(record.state, State):  # whose notes are all counted
            self._notes += sum(note.text != "" for thread in record.threads for note in thread.notes)
        return [
            _replace(
                thread,
                annotator=None if thread.annotator is None else new(thread.annotator),
                notes=[_replace(note, author=new(note.author), text="") for note in thread.notes],
            )
            for thread in record.threads
        ]

    def _hidden_span(self, span: RecordSpan, new: Pseudonyms) -> RecordSpan:
        self._notes += span.note != ""
        return _replace(
            span,
            attributes=new.of_value(span.attributes),
            annotator=None if span.annotator is None else new(span.annotator),
            annotators=sorted(map(new, span.annotators)),
            adjudicator=None if span.adjudicator is None else new(span.adjudicator),
            policy=names_in_values.policy(span.policy, new) if span.policy else span.policy,
            could=sorted(map(new, span.could)) if isinstance(span.could, list) else UNSET,
            note="",
        )

    def _hidden_state(self, state: State, new: Pseudonyms) -> State:
        state = names_in_values.state(state, new)
        notes = [*(one.note for one in state.work), *(one.note for one in state.decisions)]
        notes += [one.text for one in state.notes]
        self._notes += len(notes) - notes.count("")
        return _replace(
            state,
            notes=(),
            work=tuple(
                sorted(
                    (_replace(one, note="", sent_back="") for one in state.work),
                    key=lambda one: one.annotator,
                )
            ),
            assignments=tuple(sorted(state.assignments, key=lambda one: one.annotator)),
            decisions=tuple(
                _replace(
                    one,
                    note="",
                    people=tuple(sorted(one.people)),
                    sources=tuple(
                        _replace(span, attributes=new.of_value(span.attributes)) for span in one.sources
                    ),
                    spans=tuple(
                        _replace(span, attributes=new.of_value(span.attributes)) for span in one.spans
                    ),
                )
                for one in state.decisions
            ),
        )


def check_export(selection: Selection) -> None:
    """Raise `UsageError` for layers and filters of an export that don't go together."""
    _check_layers(selection)
    if selection.sources is not None and selection.layers != (GOLD,):
        raise UsageError(
            f"--source says where spans of the gold come from, and --layer {selection.layers[0]} is not the gold: leave one of them out."
        )


def check_comparison(selection: Selection) -> None:
    """Raise `UsageError` for layers and filters of a comparison between people that don't go together, or that it has nothing of."""
    _check_layers(selection)
    if selection.sources is not None:
        raise UsageError(
            "--source says where spans of the gold come from, and here people's own marks are compared: leave it out. Gold that comes "
            "from there: annotator export --source"
        )
    if selection.layers in ((GOLD,), (MARKS,)):
        raise UsageError(
            f"--layer {selection.layers[0]} is nobody's layer, and here those of people are compared: name people, or leave it out."
        )


def _check_layers(selection: Selection) -> None:
    alone = [name for name in selection.layers if name in ALONE]
    if alone and len(selection.layers) > 1:
        raise UsageError(f"--layer {alone[0]} stands alone: give no other --layer beside it.")
    if selection.names and selection.people is not None:
        raise UsageError(
            "--layer NAME and --people both say whose spans: give one of them, or --layer all with --people."
        )


def spelled(connection: Connection, names: Iterable[str]) -> tuple[str, ...]:
    """Return names as the project spells them, each once. Raises `UsageError` for one that nobody has."""
    numbers = dict.fromkeys(annotators.require_number(connection, name) for name in names)
    return tuple(annotators.name_of(connection, number) for number in numbers)
