"""The styles of a workbook's cells: which of them hide what stands in a cell, by its font, its colors or its format."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.questionnaire.seen.number_formats import BUILT_IN, hides

Rgb = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
UNKNOWN: Rgb = (-1, -1, -1)  # a color that another machine may show otherwise, or that is none
SMALLEST = 6.0  # points; ours are 9 and more
CONTRAST = 1.6  # of light to light between a text and its ground, below which it is not seen; black on white has 21
INDENT = 20  # widths of a sign, beyond which a text leaves its cell
OF_SIGNS = frozenset(
    {"wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "zapf dingbats", "zapfdingbats"}
)
_THEME = "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72"
_OF_SYSTEM = {"window": "FFFFFF", "windowText": "000000"}  # what they are unless somebody has set them
_EIGHT = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE = (
    f"{_EIGHT} {_EIGHT} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 "
    "0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC "
    "CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 "
    "333399 333333 000000 FFFFFF 000000 FFFFFF"
)  # the last two are those of the system, for text and ground


@dataclass(frozen=True)
class Font:
    """How a text is written: `color` None where the font says none."""

    is_struck: bool = False
    size: float | None = None
    color: Rgb | None = None
    name: str = ""

    def hidden_on(self, grounds: Sequence[Rgb]) -> str:
        """Return why a text in this font is not seen on a ground of these colors; "" where it is."""
        if self.is_struck:
            return "struck out"
        if self.size is not None and not self.size >= SMALLEST:  # which is so of no number, too
            return f"written in {self.size:g} points"
        if self.name.casefold() in OF_SIGNS:
            return f"written in signs ({self.name})"
        if UNKNOWN in (self.color, *grounds):
            return "written in a color, or on one, that is not known"
        if any(_contrast(self.color or BLACK, ground) < CONTRAST for ground in grounds):
            return "written in the color of its ground"
        return ""


@dataclass(frozen=True)
class Style:
    """One style of cells: its font, the colors of its ground, its number format, and how far its text is moved in."""

    font: Font = Font()
    grounds: tuple[Rgb, ...] = (WHITE,)
    format: str = ""
    indent: int = 0

    def hidden(self, value: str | float, runs: Iterable[Font]) -> str:
        """Return why a cell of this style does not show its value as it is; `runs` are the fonts of pieces of its text."""
        if self.indent > INDENT:
            return "moved out of its cell"
        written = (font.hidden_on(self.grounds) for font in (self.font, *runs))
        return next(filter(None, written), "") or (hides(self.format, value) if self.format else "")


class Styles:
    """The styles of a workbook, by the number that cells give."""

    def __init__(self, styles: Any, theme: Any) -> None:
        self._theme = _theme_colors(theme)
        self._fonts = _theme_fonts(theme)
        own = (
            []
            if styles is None
            else [c.get("rgb", "")[-6:] for c in styles.iterfind("{*}colors/{*}indexedColors/{*}rgbColor")]
        )
        usual = _PALETTE.split()
        self._palette = own + usual[len(own) :]
        self.all: list[Style] = []
        if styles is not None:
            formats = {f.get("numFmtId"): f.get("formatCode", "") for f in styles.iterfind("{*}numFmts/{*}numFmt")}
            fonts = [self.font(font) for font in styles.iterfind("{*}fonts/{*}font")]
            fills = [self._grounds(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
            self.all = [self._style(xf, formats, fonts, fills) for xf in styles.iterfind("{*}cellXfs/{*}xf")]

    def __getitem__(self, number: str | None) -> Style:
        index = int(number or 0)
        return self.all[index] if 0 <= index < len(self.all) else Style()

    def font(self, element: Any) -> Font:
        """Return a font of the styles, or of a piece of a text."""
        size, struck = element.find("{*}sz"), element.find("{*}strike")
        names = [n.get("val", "") for n in (element.find("{*}name"), element.find("{*}rFont")) if n is not None][:1]
        scheme = element.find("{*}scheme")
        # Of a font of the theme, that one is used, whichever of them the scripts of the text need.
        names += self._fonts.get(scheme.get("val", ""), []) if scheme is not None else []
        return Font(
            struck is not None and struck.get("val", "1") not in ("0", "false"),
            float(size.get("val")) if size is not None else None,
            self._color(element.find("{*}color")),
            next((name for name in names if name.casefold() in OF_SIGNS), names[0] if names else ""),
        )

    def _style(self, xf: Any, formats: dict[str | None, str], fonts: list[Font], fills: list[tuple[Rgb, ...]]) -> Style:
        font, fill, form = (int(xf.get(key, 0)) for key in ("fontId", "fillId", "numFmtId"))
        alignment = xf.find("{*}alignment")
        return Style(
            fonts[font] if 0 <= font < len(fonts) else Font(),
            fills[fill] if 0 <= fill < len(fills) else (WHITE,),
            formats.get(str(form)) or BUILT_IN.get(form, ""),
            int(alignment.get("indent", 0)) if alignment is not None else 0,
        )

    def _grounds(self, fill: Any) -> tuple[Rgb, ...]:
        pattern = fill.find("{*}patternFill")
        if pattern is None:
            stops = [self._color(stop) for stop in fill.iterfind("{*}gradientFill/{*}stop/{*}color")]
            return tuple(stop or WHITE for stop in stops) or (WHITE,)
        kind = pattern.get("patternType", "none")
        front, back = self._color(pattern.find("{*}fgColor")), self._color(pattern.find("{*}bgColor"))
        if kind == "none":
            return (WHITE,)
        return (front or BLACK,) if kind == "solid" else (front or BLACK, back or WHITE)

    def _color(self, element: Any) -> Rgb | None:
        if element is None or element.get("auto") in ("1", "true") or not element.keys():
            return None
        text = element.get("rgb", "")[-6:]
        for key, colors in (("theme", self._theme), ("indexed", self._palette)):
            if element.get(key) is not None:
                index = int(element.get(key))
                text = colors[index] if 0 <= index < len(colors) else ""
        color = _rgb(text)
        return _tinted(color, float(element.get("tint", 0))) if color else UNKNOWN


def _theme_colors(theme: Any) -> list[str]:
    """Return the colors of a theme by their numbers in styles, "" for one that is not known."""
    scheme = None if theme is None else theme.find(".//{*}clrScheme")
    if scheme is None:
        return _THEME.split()
    colors = [_theme_color(next(color.iterchildren("*"), None)) for color in scheme.iterchildren("*")]
    # Its order is dark, light, dark, light; that of the numbers in styles is light first.
    return [colors[i] for i in (1, 0, 3, 2)] + colors[4:] if len(colors) >= 4 else _THEME.split()


def _theme_color(element: Any) -> str:
    """Return a color that is written as red, green and blue, or is the system's for texts or grounds; others may be changed."""
    if element is None or len(element):
        return ""
    kind = str(element.tag).rpartition("}")[2]
    if kind == "sysClr":
        return _OF_SYSTEM.get(element.get("val", ""), "")
    return element.get("val", "") if kind == "srgbClr" else ""


def _theme_fonts(theme: Any) -> dict[str, list[str]]:
    """Return the names of the fonts of a theme, for "major" and "minor" text."""
    if theme is None:
        return {}
    return {
        kind: [font.get("typeface", "") for one in theme.iterfind(f".//{{*}}{kind}Font") for font in one]
        for kind in ("major", "minor")
    }


def _rgb(text: str) -> Rgb | None:
    try:
        return (int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)) if len(text) == 6 else None
    except ValueError:
        return None


def _tinted(color: Rgb, tint: float) -> Rgb:
    hue, light, strength = colorsys.rgb_to_hls(*(c / 255 for c in color))
    light = light * (1 + tint) if tint < 0 else light + (1 - light) * tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), strength)
    return round(red * 255), round(green * 255), round(blue * 255)


def _contrast(one: Rgb, other: Rgb) -> float:
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Rgb) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
