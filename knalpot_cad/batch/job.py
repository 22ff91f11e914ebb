"""One design with everything the caller chose, and the folder it becomes with its manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from knalpot_cad import __version__
from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.library import Library
from knalpot_cad.outputs.output import Options
from knalpot_cad.places import templates_root

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.design import Design
    from knalpot_cad.publish import Published

HEARD = {"sound", "chart", "chart_svg", "summary"}        # outputs that need the sound anyway


@dataclass(frozen=True)
class Job:
    """One design with everything the caller chose."""

    design: Path
    overrides: tuple[tuple[str, str], ...] = ()
    measurements: Path | Literal["none"] | None = None
    fitment: str | None = None
    library: Path | None = None
    options: Options = Options()

    def load(self) -> tuple[Design, Library]:
        """The design read. Raises Faults."""
        from knalpot_cad.design import load
        library = Library.open(self.library)
        return load(self.design, library, dict(self.overrides), self.measurements, self.fitment), library

    def built(self) -> Built:
        from knalpot_cad.built import build
        return build(*self.load())


def output_names(wanted: Iterable[str] | None = None) -> tuple[str, ...]:
    """All outputs, or those wanted, in the order of OUTPUTS. Raises Faults."""
    from knalpot_cad.outputs import OUTPUTS
    known = [o.name for o in OUTPUTS]
    chosen = known if wanted is None else [w.strip() for w in wanted]
    wrong = [w for w in chosen if w not in known]
    if wrong:
        raise Faults([Fault("wrong-choice", None, {"key": "--outputs", "got": w, "expected": ", ".join(known)})
                      for w in wrong])
    return tuple(n for n in known if n in chosen)


def needs_solids(names: Iterable[str]) -> tuple[str, ...]:
    """Those outputs that are made of solids."""
    from knalpot_cad.outputs import OUTPUTS
    return tuple(o.name for o in OUTPUTS if o.needs_solids and o.name in set(names))


def write_outputs(built: Built, folder: Path, options: Options, names: Iterable[str],
                  seen: Callable[[str], None] = lambda name: None) -> None:
    """Write the outputs of these names; seen is told each before it begins. Raises Faults."""
    from knalpot_cad.outputs import OUTPUTS
    wanted = set(names)
    for output in OUTPUTS:
        if output.name in wanted:
            seen(output.name)
            output.write(built, folder, options)


def unexpected(error: Exception, where: Where | None = None) -> Fault:
    """An error of the program in one line."""
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return Fault("unexpected", where, {"error": reason})


# the manifest ---------------------------------------------------------------------------------------------------------
def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def key_of(design: Design, options: Options, names: tuple[str, ...]) -> str:
    """Everything but the templates, which the manifest lists one by one."""
    data = json.dumps([__version__, design.sha256, asdict(options), names], sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def waiting(built: Built) -> tuple[str, ...]:
    """Parts that are withheld, and fields still open that withhold none."""
    named = {f for w in built.withheld for f in w.fields}
    lost = (f.part for f in built.lost if f.part)
    return (*(w.name for w in built.withheld), *lost, *(a for a in built.design.asked if a not in named))


def figures(built: Built, names: Iterable[str]) -> dict[str, Any]:
    """What the catalogue says of a variant; bands only where the sound was made anyway."""
    s = built.summary
    sound = built.sound if HEARD & set(names) else None

    known = {"mass_kg": s.mass_kg, "sheet_area_m2": s.sheet_area_m2, "volume_l": s.chamber_volume_l,
             "volume_ratio": s.volume_ratio}
    return {**{k: None if v is None else round(v, 6) for k, v in known.items()}, "withheld": list(waiting(built)),
            "lost": [f.part or f"{f.values['a']} / {f.values['b']}" for f in built.lost],
            "tl_silencer_db": {b[0]: round(float(b[3]), 3) for b in sound.bands} if sound else {}}


def about(built: Built, options: Options, names: tuple[str, ...]) -> dict[str, Any]:
    """The manifest beside its files. Call it after the outputs were written: they decide which templates were used."""
    d = built.design
    words = f"words/{d.language}.toml"
    return {"version": __version__, "key": key_of(d, options, names), "outputs": list(names),
            "options": asdict(options),
            "design": {"name": d.name, "sha256": d.sha256, "fitment": d.fitment, "language": d.language},
            "figures": figures(built, names),
            "templates": {**dict(built.library.used), words: file_hash(templates_root() / words)}}


def same_templates(library: Library, used: Mapping[str, str]) -> bool:
    """Whether every template a manifest lists is still what it was."""
    for key, digest in used.items():
        kind, _, name = key.partition("/")
        file = templates_root() / key if kind == "words" else library.names(kind).get(name.removesuffix(".yaml"))
        if file is None or not file.is_file() or file_hash(file) != digest:
            return False
    return True


def kept(folder: Path, design: Design, library: Library, options: Options, names: tuple[str, ...],
         verify: bool = False) -> dict[str, Any] | None:
    """The manifest of a finished folder of exactly this job, else None; verify reads every file again."""
    from knalpot_cad.publish import edited, read_manifest
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("key") != key_of(design, options, names):
        return None
    if (manifest.get("figures") or {}).get("lost"):
        return None             # the kernel died over a part: it is tried again
    if not same_templates(library, manifest.get("templates") or {}):
        return None
    whole = not edited(folder) if verify else all((folder / f).is_file() for f in manifest["files"])
    return manifest if whole else None


def publish_job(built: Built, folder: Path, options: Options, names: tuple[str, ...],
                write: Callable[[Path], None], force: bool = False) -> Published:
    """publish() with the manifest's content; a folder of another command's files is not replaced. Raises Faults."""
    from knalpot_cad.publish import publish, read_manifest
    before = read_manifest(folder)
    if before is not None and not force:
        others = [o for o in before.get("outputs") or [] if o not in names]
        if others or "outputs" not in before:
            raise Faults(Fault("output-of-another", None, {"file": str(folder), "outputs": ", ".join(others) or "-"}))
    content: dict[str, Any] = {}

    def fill(temp: Path) -> None:
        write(temp)
        content.update(about(built, options, names))
    return publish(folder, fill, content, force)
