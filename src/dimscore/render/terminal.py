"""A report on the terminal: the conversation with its marks, the gaps, the scores, the reasons."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dimscore.render.words import Words, printable, top_reasons
from dimscore.report import Dimension, Failure, Gap, GapState, Outcome, Report, Signal
from dimscore.transcript import Speaker, Transcript, Turn

_STYLE = {Dimension.BUSINESS: "cyan", Dimension.HUMAN: "magenta", Dimension.HIDDEN: "yellow"}
_SPEAKER_WIDTH = 10
_BAR = 20


def print_outcome(console: Console, outcome: Outcome, transcript: Transcript | None) -> None:
    """Show one outcome; a failure is one line that says where and what to do."""
    if isinstance(outcome, Failure):
        where = outcome.error.where
        console.print(Text(f"✗ {where}: {printable(outcome.error.message)}", style="red"))
        return
    console.print(_report(outcome, transcript))


def _report(report: Report, transcript: Transcript | None) -> RenderableType:
    words = Words(report.language)
    parts: list[RenderableType] = [
        Rule(Text(f"{words('report', 'title')}: {printable(report.transcript_id)}", style="bold"))
    ]
    if transcript is not None:
        parts.append(_conversation(report, transcript, words))
    parts += [_gaps(report, words), _dimensions(report, words), _scorecards(report, words)]
    parts.append(_csat(report, words))
    return Group(*parts)


def _heading(text: str) -> RenderableType:
    return Padding(Text(text, style="bold underline"), (1, 0, 0, 0))


def _conversation(report: Report, transcript: Transcript, words: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column(width=_SPEAKER_WIDTH, no_wrap=True)
    grid.add_column()
    for index, turn in enumerate(transcript.turns):
        here = [s for s in report.signals if s.turn == index]
        grid.add_row(str(index), _speaker(turn, words), _turn(turn, here, words))
    return Group(_heading(words("report", "transcript")), grid)


def _speaker(turn: Turn, words: Words) -> Text:
    style = {Speaker.AGENT: "bold", Speaker.CUSTOMER: "bold italic"}.get(turn.speaker, "dim")
    return Text(words("speakers", turn.speaker.value), style=style)


def _turn(turn: Turn, signals: list[Signal], words: Words) -> Text:
    if turn.event is not None:
        seconds = "" if turn.seconds is None else f" {turn.seconds:g} {words('report', 'seconds')}"
        return Text(f"— {words('events', turn.event.value)}{seconds} —", style="dim")
    text = Text()
    position = 0
    for signal in sorted(signals, key=lambda s: (s.start, s.end)):
        style = _STYLE[signal.dimension]
        start = max(position, signal.start)
        text.append(printable(turn.text[position:start]))
        text.append(printable(turn.text[start : signal.end]), style=f"underline {style}")
        label = f"{words.letters[signal.dimension]}·{words('signals', signal.signal)}"
        text.append(f" ‹{label}›", style=f"dim {style}")
        position = max(position, signal.end)
    text.append(printable(turn.text[position:]))
    return text


def _gaps(report: Report, words: Words) -> RenderableType:
    open_gaps = [g for g in report.gaps if g.state is not GapState.MET]
    parts: list[RenderableType] = [_heading(words("report", "gaps"))]
    for gap in sorted(open_gaps, key=lambda g: (-(g.severity or 0), g.turn)):
        parts.append(_gap(gap, words))
    if not open_gaps:
        parts.append(Text(words("report", "gaps_none"), style="green"))
    met = [g for g in report.gaps if g.state is GapState.MET]
    if met:
        names = ", ".join(f"{words('opportunities', g.gap)} ({g.turn})" for g in met)
        parts.append(Text(f"✓ {words('report', 'met')}: {names}", style="green"))
    return Group(*parts)


def _gap(gap: Gap, words: Words) -> Text:
    severity = gap.severity or 0
    text = Text("●" * severity + "○" * (3 - severity) + " ", style="red")
    text.append(f"{words('gaps', gap.gap)}: {words('states', gap.state.value)}", style="bold")
    text.append(f"  [{gap.turn}]", style="dim")
    if gap.cause:
        text.append(f"  {words.causes(gap)}")
    if gap.suggestion:
        text.append(f"\n    {words('report', 'better')} ", style="green")
        text.append(gap.suggestion, style="italic green")
    return text


def _dimensions(report: Report, words: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    for dimension, result in report.dimensions.items():
        name = Text(words("dimensions", dimension.value), style=_STYLE[dimension])
        if result.score is None or result.contributions is None:
            grid.add_row(name, "", Text(words("report", "no_opportunity"), style="dim"), "")
            continue
        filled = round(result.score / 100 * _BAR)
        bar = Text("█" * filled + "░" * (_BAR - filled), style=_STYLE[dimension])
        items = sorted(result.contributions.items, key=lambda i: -abs(i.value))[:3]
        why = ", ".join(f"{i.value:+.0f} {words.source(i)}" for i in items)
        grid.add_row(name, bar, Text(f"{result.score:.0f}", style="bold"), Text(why, style="dim"))
    return Group(_heading(words("report", "dimensions")), grid)


def _scorecards(report: Report, words: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for name, result in report.scorecards.items():
        if result.score is None:
            grid.add_row(name, words("report", "not_applicable"), "")
        else:
            grid.add_row(name, f"{result.score:.0f} / 100", f"{result.level} / 5")
    return Group(_heading(words("report", "scorecards")), grid)


def _csat(report: Report, words: Words) -> RenderableType:
    csat = report.csat
    parts: list[RenderableType] = [_heading(words("report", "csat"))]
    if csat is None:
        return Group()
    if csat.abstained:
        reason = words("report", csat.abstained)
        parts.append(Text(f"{words('report', 'abstained')} {reason}", style="yellow"))
        return Group(*parts)
    low, high = csat.interval
    line = Text(f"{words('report', 'expected')} ")
    line.append(f"{csat.expected:.1f} / 5", style="bold")
    line.append(f"   {words('report', 'interval')} {low:.1f}-{high:.1f}")
    line.append(f"   {words('report', 'p_satisfied')} {csat.p_satisfied:.0%}")
    parts.append(line)
    for item in top_reasons(report):
        found = words.found(item)
        style = "green" if item.value > 0 else "red"
        reason = Text(f"  {item.value:+.2f} ", style=style)
        reason.append(words.source(item))
        reason.append(f"  [{found}]" if found else "", style="dim")
        parts.append(reason)
    parts.append(Text(words("report", "csat_note"), style="dim"))
    return Group(*parts)
